import { ApiRefusedError, problemOf } from '../public-api/public-api.js';
import type { ApiAnswer, PublicApi } from '../public-api/public-api.js';
import type { Offer } from './offer-log.js';

export const currency = 'USD';
export const receivedActivity = 'offer_received';
export const viewedActivity = 'offer_viewed';
/** The fact of those events that names the offer. */
export const offerField = 'offer';

/** Offers that a purchase can complete: one that only informs opens nothing. */
export function completableOffers(offers: readonly Offer[]): Offer[] {
  return offers.filter(({ kind }) => kind !== 'informational');
}

export function campaignCodeOf(offerId: string): string {
  return `offer-${offerId.toLowerCase().replaceAll(/[^a-z0-9_.-]/g, '-')}`;
}

/** The offer as a campaign: each receipt opens a window of its own, and a window that is completed gives the reward, 1 point a cent. */
function documentOf({ id, kind, difficultyMinor, rewardMinor, durationHours }: Offer): object {
  return {
    title: { en: `Offer ${id}`, zh: `优惠 ${id}` },
    trigger: 'purchase',
    effect: { type: 'fixed', points: rewardMinor },
    window: {
      openedBy: { activity: receivedActivity, field: offerField, equals: id },
      durationHours,
      kind: kind === 'bogo' ? 'single_above' : 'sum_at_least',
      thresholdMinor: difficultyMinor,
      currency,
    },
  };
}

/** Publishes each offer, unless it is published already with the same content. @throws ApiRefusedError */
export async function publishOffers(api: PublicApi, offers: readonly Offer[]): Promise<void> {
  for (const offer of completableOffers(offers)) {
    const path = `/v1/campaigns/${campaignCodeOf(offer.id)}`;
    const document = documentOf(offer);
    if (await isPublished(api, path, document)) continue;
    const draft = accepted(await api.put(`${path}/draft`, document), `the campaign of offer ${offer.id}`);
    const { contentHash } = draft as { contentHash: string };
    accepted(await api.post(`${path}/publish`, { contentHash }), `to publish offer ${offer.id}`);
  }
}

async function isPublished(api: PublicApi, path: string, document: object): Promise<boolean> {
  const answer = await api.get(`${path}/versions`);
  if (answer.status === 404) return false;
  const { data } = accepted(answer, 'to list versions') as { data: { status: string; definition: object }[] };
  const published = data.find(({ status }) => status === 'published')?.definition as
    Record<string, unknown> | undefined;
  return (
    published !== undefined &&
    Object.entries(document).every(([field, value]) => sorted(published[field]) === sorted(value))
  );
}

/** JSON whatever the order of fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

export function accepted(answer: ApiAnswer, what: string): unknown {
  if (answer.status < 300) return answer.body;
  throw new ApiRefusedError(`The API refused ${what}`, answer.status, problemOf(answer));
}
