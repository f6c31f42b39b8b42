import { problemOf } from '../public-api/public-api.js';
import type { ApiAnswer, PublicApi } from '../public-api/public-api.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import type { MemberTally } from './tally.js';

const READS_AT_ONCE = 32;
/** The API's largest page. */
const ENTRIES_PAGE_SIZE = 200;
const ENTRY_PAGES_MAX = 1_000;

export interface LedgerDifference {
  readonly memberId: string;
  /** Points the answers to this file's receipts add up to. */
  readonly answered: number;
  /** Points the ledger holds for them; absent when it could not be read. */
  readonly inLedger?: number;
  readonly code?: string;
}

interface Account {
  readonly lifetimeEarned: number;
}

interface EntryPage {
  readonly data: readonly { readonly kind: string; readonly delta: number; readonly purchaseId: string | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Compares what the API answered with what its ledger says, member by member. Usually one read does: a member who never earned
 * elsewhere has earned in all exactly what the file's receipts earned. Where the total differs (other purchases, bonuses), the
 * member's entries are read and those of the file's purchases summed, so that the comparison is exact for everyone, on a second run too.
 */
export async function verifyLedger(
  api: PublicApi,
  members: ReadonlyMap<string, MemberTally>,
  onProgress: (membersDone: number) => void,
): Promise<LedgerDifference[]> {
  let done = 0;
  const differences = await runConcurrently([...members], READS_AT_ONCE, async ([memberId, tally]) => {
    const difference = await verifyMember(api, memberId, tally);
    onProgress(++done);
    return difference;
  });
  return differences.filter((difference) => difference !== undefined);
}

async function verifyMember(
  api: PublicApi,
  memberId: string,
  tally: MemberTally,
): Promise<LedgerDifference | undefined> {
  const answered = tally.points;
  const answer = await api.get(`/v1/members/${memberId}/points`);
  if (answer.status !== 200) return { memberId, answered, code: problemOf(answer).code };
  if ((answer.body as Account).lifetimeEarned === answered) return undefined;
  const inLedger = await earnedFrom(api, memberId, tally.purchaseIds);
  if (typeof inLedger !== 'number') return { memberId, answered, code: problemOf(inLedger).code };
  return inLedger === answered ? undefined : { memberId, answered, inLedger };
}

/** Points that entries of these purchases brought; later clawbacks and expiries are other kinds and do not count. */
async function earnedFrom(
  api: PublicApi,
  memberId: string,
  purchaseIds: ReadonlySet<string>,
): Promise<number | ApiAnswer> {
  let points = 0;
  let after = '';
  for (let page = 0; page < ENTRY_PAGES_MAX; page++) {
    const answer = await api.get(`/v1/members/${memberId}/points/entries?first=${ENTRIES_PAGE_SIZE}${after}`);
    if (answer.status !== 200) return answer;
    const { data, pageInfo } = answer.body as EntryPage;
    for (const { kind, delta, purchaseId } of data) {
      if (kind.toLowerCase() === 'earn' && purchaseId !== null && purchaseIds.has(purchaseId)) points += delta;
    }
    if (!pageInfo.hasNextPage) return points;
    after = `&after=${encodeURIComponent(pageInfo.endCursor ?? '')}`;
  }
  throw new Error(`Member ${memberId} has more than ${ENTRY_PAGES_MAX} pages of entries`);
}
