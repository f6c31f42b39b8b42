import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { batchWindows } from '../public-api/batch-windows.js';
import { enrollMember } from '../public-api/enroll-member.js';
import { postBatch } from '../public-api/post-batch.js';
import { ApiRefusedError, problemOf, PublicApi } from '../public-api/public-api.js';
import { isAccepted } from '../public-api/purchases.js';
import type { PurchaseResult } from '../public-api/purchases.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import { PROGRAMME_ZONE } from './calendar.js';
import { generateRetailer } from './generate-retailer.js';
import type { Retailer } from './generate-retailer.js';

const MEMBERS_DEFAULT = 2_000;
const SEED_DEFAULT = 1;
const ENROLLMENTS_AT_ONCE = 32;
const BATCH_LANES = 3;
const BATCH_RECEIPTS_MAX = 500;

export interface SimulationOptions {
  readonly baseUrl: string;
  /** Posts the purchases. */
  readonly posKey: string;
  /** Registers stores and enrolls members with the instant they really joined. */
  readonly adminKey: string;
  /** The instant that is now. Keep it to repeat a run: another local day is another year of trade. */
  readonly until: Date;
  readonly seed?: number;
  readonly members?: number;
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Stops the run; begun again with the same options it goes on, and nothing doubles. */
  readonly signal?: AbortSignal;
}

export interface SimulationProgress {
  readonly phase: 'members' | 'purchases';
  readonly done: number;
  readonly total: number;
}

export interface SimulationSummary {
  readonly stores: number;
  readonly members: number;
  readonly purchases: number;
  readonly anonymousPurchases: number;
  /** Purchases that an earlier run had posted already. */
  readonly duplicates: number;
  readonly points: number;
  readonly seconds: number;
  /** The member with the most purchases, to show something worth seeing. */
  readonly exampleMember: { readonly memberId: string; readonly externalId: string };
}

/**
 * Makes the demo retailer and posts it as its tills and back office would, through the public API alone. Every write has a natural
 * id: a run that was stopped can be repeated, with the same `until` day, seed and members.
 *
 * @throws ApiRefusedError when the API refuses anything of it: the data is made to be right
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationSummary> {
  const { baseUrl, until, signal, seed = SEED_DEFAULT, members = MEMBERS_DEFAULT } = options;
  const startedAtMs = performance.now();
  const retailer = generateRetailer({ until, seed, members });
  const admin = new PublicApi({ baseUrl, key: options.adminKey, connections: ENROLLMENTS_AT_ONCE, signal });
  const pos = new PublicApi({ baseUrl, key: options.posKey, connections: BATCH_LANES, signal });
  try {
    await registerStores(admin, retailer);
    const memberIds = await enrollMembers(admin, retailer, options);
    const posted = await postPurchases(pos, retailer, options);
    return {
      stores: retailer.stores.length,
      members: memberIds.size,
      ...posted,
      seconds: (performance.now() - startedAtMs) / 1_000,
      exampleMember: exampleMember(retailer, memberIds),
    };
  } finally {
    await Promise.all([admin.close(), pos.close()]);
  }
}

async function registerStores(admin: PublicApi, { stores }: Retailer): Promise<void> {
  await runConcurrently(stores, stores.length, async ({ storeId, geo, tags }) => {
    const answer = await admin.put(`/v1/stores/${storeId}`, { timeZone: PROGRAMME_ZONE, geo, tags });
    if (answer.status >= 300)
      throw new ApiRefusedError(`The API refused store ${storeId}`, answer.status, problemOf(answer));
  });
}

/** @returns member ids by external id */
async function enrollMembers(
  admin: PublicApi,
  { members }: Retailer,
  { onProgress }: SimulationOptions,
): Promise<Map<string, string>> {
  const memberIds = new Map<string, string>();
  await runConcurrently(members, ENROLLMENTS_AT_ONCE, async (member) => {
    const enrollment = await enrollMember(admin, member);
    if ('refusal' in enrollment) {
      throw new ApiRefusedError(
        `The API refused member ${member.externalId}`,
        enrollment.refusal.status,
        enrollment.refusal,
      );
    }
    memberIds.set(member.externalId ?? '', enrollment.memberId);
    onProgress?.({ phase: 'members', done: memberIds.size, total: members.length });
  });
  return memberIds;
}

type PostingSummary = Pick<SimulationSummary, 'purchases' | 'anonymousPurchases' | 'duplicates' | 'points'>;

async function postPurchases(
  pos: PublicApi,
  { purchases }: Retailer,
  { onProgress }: SimulationOptions,
): Promise<PostingSummary> {
  const summary = { purchases: 0, anonymousPurchases: 0, duplicates: 0, points: 0 };
  for (const window of batchWindows(postable(purchases), { lanes: BATCH_LANES, receiptsMax: BATCH_RECEIPTS_MAX })) {
    const posted = await Promise.all(window.map((batch) => postBatch(pos, batch)));
    for (const { receipt, result } of posted.flat()) {
      refuseRefusal(result);
      summary.purchases++;
      if (receipt.member === undefined) summary.anonymousPurchases++;
      else summary.points += result.points?.earned ?? 0;
      if (result.duplicate === true) summary.duplicates++;
    }
    onProgress?.({ phase: 'purchases', done: summary.purchases, total: purchases.length });
  }
  return summary;
}

function* postable(purchases: readonly PurchaseDto[]) {
  for (const purchase of purchases) {
    yield { transactionId: purchase.transactionId, member: purchase.member, json: JSON.stringify(purchase) };
  }
}

function refuseRefusal(result: PurchaseResult): void {
  if (isAccepted(result)) return;
  const { transactionId, status, code = 'unknown', detail = '' } = result;
  throw new ApiRefusedError(`The API refused purchase ${transactionId}`, status, { code, detail });
}

function exampleMember(
  { purchases }: Retailer,
  memberIds: ReadonlyMap<string, string>,
): SimulationSummary['exampleMember'] {
  const counts = new Map<string, number>();
  for (const { member } of purchases) if (member !== undefined) counts.set(member, (counts.get(member) ?? 0) + 1);
  const [reference] = [...counts].reduce<[string, number]>((best, next) => (next[1] > best[1] ? next : best), ['', 0]);
  const externalId = reference.replace(/^external:/, '');
  return { externalId, memberId: memberIds.get(externalId) ?? '' };
}
