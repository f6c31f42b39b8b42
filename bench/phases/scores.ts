import { request } from 'undici';
import { enrollMember } from '../../scripts/public-api/enroll-member.js';
import { PublicApi } from '../../scripts/public-api/public-api.js';
import { runConcurrently } from '../../scripts/public-api/run-concurrently.js';
import { postReceipts } from '../../scripts/replay/post-receipts.js';
import type { Receipt } from '../../scripts/replay/receipt.js';
import type { Bed, BenchMember } from '../bed.js';
import { benchToday, type SimulatedMember, simulateMembers } from '../churn/simulated-members.js';
import { purchasesPerBatch } from '../load/requests.js';
import type { LoadResult } from '../load/load-job.js';
import { waitUntilQuiet } from '../quiet.js';
import { type Lag, sampleLag, samplesPerSecond } from './sampling.js';

const dayMs = 86_400_000;
/** Who the tills post for: each comes back a few times at most. */
const othersCount = 2_400;
const horizonDays = 60;
const trainWithinSeconds = 60;
const atOnce = 16;

/**
 * Time from the answer to a purchase of a member who has a score until the gateway shows the new one, while tills post for others,
 * who are scored again too. All have two years behind them, on which a model was trained.
 */
export async function measureScores(
  bed: Bed,
  seconds: number,
  load: (others: Bed) => Promise<LoadResult>,
): Promise<Lag> {
  const { platform, signal } = bed;
  const { baseUrl, keys } = platform.credentials;
  const api = new PublicApi({ baseUrl, key: keys.admin, connections: atOnce, signal });
  try {
    const sampled = seconds * samplesPerSecond;
    const members = await addYears(api, sampled + othersCount);
    await waitUntilQuiet(platform);
    await train(bed);
    const [lag] = await Promise.all([
      sampleLag<Scored>(bed, {
        run: 'SCORED',
        members: members.slice(0, sampled),
        fields: 'churn { scoredAt unavailable }',
        isVisible: ({ churn }, before) => {
          if (before.churn.scoredAt === null) throw new Error(`No score: ${String(before.churn.unavailable)}`);
          return churn.scoredAt !== before.churn.scoredAt;
        },
      }),
      load({ ...bed, members: members.slice(sampled) }),
    ]);
    return lag;
  } finally {
    await api.close();
  }
}

interface Scored {
  readonly churn: { readonly scoredAt: string | null; readonly unavailable: string | null };
}

/** Posted and enrolled as the replay of a retailer's file does it. */
async function addYears(api: PublicApi, count: number): Promise<BenchMember[]> {
  const simulated = [...simulateMembers(count)];
  const receipts = simulated.flatMap(receiptsOf).sort((a, b) => a.occurredAtMs - b.occurredAtMs);
  const tally = await postReceipts(api, receipts, {
    batchReceiptsMax: purchasesPerBatch,
    onProgress: () => undefined,
    isStopping: () => false,
  });
  const [refused] = tally.refused;
  if (refused) throw new Error(`A purchase was not recorded: ${refused.code} ${refused.detail}`);
  return runConcurrently([...simulated.keys()], atOnce, async (number) => {
    const enrollment = await enrollMember(api, { card: cardOf(number), channel: 'import' });
    if ('refusal' in enrollment) throw new Error(`A member was not found: ${enrollment.refusal.code}`);
    return { memberId: enrollment.memberId, card: cardOf(number) };
  });
}

function receiptsOf({ storeId, purchases }: SimulatedMember, number: number): Receipt[] {
  // The simulated years end on a day of their own.
  const shiftMs = (Math.floor(Date.now() / dayMs) - 1 - benchToday) * dayMs;
  return purchases.map(({ purchaseId, at, payableMinor, category }) => {
    const occurredAtMs = Date.parse(at) + shiftMs;
    const body = {
      transactionId: purchaseId,
      storeId,
      member: `card:${cardOf(number)}`,
      occurredAt: new Date(occurredAtMs).toISOString(),
      channel: 'import' as const,
      currency: 'CNY',
      totalMinor: payableMinor,
      items: [{ line: 1, sku: category, category, quantity: 1, unitPriceMinor: payableMinor, discountMinor: 0 }],
    };
    return { body, occurredAtMs, lines: { first: 1, last: 1 } };
  });
}

const cardOf = (number: number): string => `YEARS${number}`;

/** Answered once everybody is scored by the new model. */
async function train({ platform }: Bed): Promise<void> {
  const { baseUrl, keys } = platform.credentials;
  const { statusCode, body } = await request(`${baseUrl}/v1/churn/models`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ horizonDays, waitSeconds: trainWithinSeconds }),
    headersTimeout: 2 * trainWithinSeconds * 1_000,
  });
  const answer = (await body.json()) as { status: string; scored: number | null };
  if (statusCode !== 201 || answer.status !== 'champion' || answer.scored === null)
    throw new Error(`No model came into use: ${statusCode} ${JSON.stringify(answer)}`);
}
