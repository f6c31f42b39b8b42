import type { Credentials } from '../../../scripts/launcher/credentials.js';
import { ApiUnavailableError, PublicApi, type ApiAnswer } from '../../../scripts/public-api/public-api.js';
import { runConcurrently } from '../../../scripts/public-api/run-concurrently.js';

const tillsAtOnce = 8;
const minorPerPoint = 100;
/** A till goes on for as long as its customer's receipt is not answered; a restart takes seconds, on a busy machine many. */
const patienceMs = 180_000;

interface Load {
  readonly members: number;
  readonly purchases: number;
  /** Called after each answer with how many there are. */
  readonly onAnswer?: (answered: number) => void;
}

/** What tills know after a load: what they were told, member by member. */
interface Told {
  readonly statuses: readonly number[];
  /** By member id: the points that the answers add up to. */
  readonly points: ReadonlyMap<string, number>;
}

/** Tills that keep to their contract: they repeat the same receipt until it is answered. */
export async function postLikeTills(credentials: Credentials, load: Load): Promise<Told> {
  const api = new PublicApi({ baseUrl: credentials.baseUrl, key: credentials.keys.pos, connections: tillsAtOnce });
  const run = `L${String(performance.now())}`;
  try {
    const memberIds = await enroll(api, run, load.members);
    const statuses: number[] = [];
    const points = new Map<string, number>();
    const numbers = Array.from({ length: load.purchases }, (_, index) => index);
    await runConcurrently(numbers, tillsAtOnce, async (number) => {
      const member = memberIds[number % memberIds.length] ?? '';
      const { status, body } = await postUntilAnswered(api, receipt(`${run}-${String(number)}`, member, number));
      statuses.push(status);
      const { earned } = (body as { points: { earned: number } }).points;
      points.set(member, (points.get(member) ?? 0) + earned);
      load.onAnswer?.(statuses.length);
    });
    return { statuses, points };
  } finally {
    await api.close();
  }
}

/** What the ledger says about the same members. */
export async function readAvailable(
  { baseUrl, keys }: Credentials,
  memberIds: Iterable<string>,
): Promise<Map<string, number>> {
  const api = new PublicApi({ baseUrl, key: keys.pos, connections: tillsAtOnce });
  try {
    const available = new Map<string, number>();
    for (const id of memberIds) {
      const { body } = await api.get(`/v1/members/${id}/points`);
      available.set(id, (body as { available: number }).available);
    }
    return available;
  } finally {
    await api.close();
  }
}

async function postUntilAnswered(api: PublicApi, body: unknown): Promise<ApiAnswer> {
  const endsAtMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await api.post('/v1/purchases', body);
    } catch (error) {
      if (!(error instanceof ApiUnavailableError) || performance.now() > endsAtMs) throw error;
    }
  }
}

async function enroll(api: PublicApi, run: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { body } = await api.post('/v1/members', { externalId: `${run}-${String(number)}`, channel: 'pos' });
    ids.push((body as { id: string }).id);
  }
  return ids;
}

function receipt(transactionId: string, member: string, number: number): unknown {
  const totalMinor = (1 + (number % 9)) * minorPerPoint;
  return {
    transactionId,
    storeId: 'S01',
    member,
    occurredAt: '2026-03-01T10:00:00+08:00',
    channel: 'pos',
    currency: 'CNY',
    totalMinor,
    items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: totalMinor }],
  };
}
