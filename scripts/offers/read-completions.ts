import type { PublicApi } from '../public-api/public-api.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import { accepted, campaignCodeOf } from './offer-campaigns.js';
import type { Completion, OfferLog } from './offer-log.js';
import { hourOf, requestsAtOnce } from './send-log.js';

/** The API's largest page. */
const pageSize = 200;

interface EntryPage {
  readonly data: readonly {
    readonly kind: string;
    readonly delta: number;
    readonly occurredAt: string;
    readonly campaign: { readonly code: string } | null;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface FoundCompletion extends Completion {
  readonly rewardMinor: number;
}

/** What the ledger says was completed within the log's time: one entry a completion, of the offer's campaign. */
export async function readCompletions(
  api: PublicApi,
  { offers, members }: OfferLog,
  { start, lastHour, onRead }: { start: Date; lastHour: number; onRead: (members: number) => void },
): Promise<FoundCompletion[]> {
  const offerByCode = new Map(offers.map(({ id }) => [campaignCodeOf(id), id]));
  const found = await runConcurrently([...members.keys()], requestsAtOnce, async (member) => {
    const completions: FoundCompletion[] = [];
    let after = '';
    for (let hasNextPage = true; hasNextPage;) {
      const path = `/v1/members/${encodeURIComponent(`external:${member}`)}/points/entries?first=${pageSize}${after}`;
      const { data, pageInfo } = accepted(await api.get(path), `the entries of ${member}`) as EntryPage;
      for (const { kind, delta, occurredAt, campaign } of data) {
        const offerId = offerByCode.get(campaign?.code ?? '');
        const hour = hourOf(start, occurredAt);
        if (offerId === undefined || kind.toLowerCase() !== 'earn' || hour < 0 || hour > lastHour) continue;
        completions.push({ member, offerId, hour, rewardMinor: delta });
      }
      hasNextPage = pageInfo.hasNextPage;
      after = `&after=${encodeURIComponent(pageInfo.endCursor ?? '')}`;
    }
    onRead(1);
    return completions;
  });
  return found.flat();
}
