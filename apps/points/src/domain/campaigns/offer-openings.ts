import type { CampaignIndex } from '#rules/campaigns/campaign-index';
import type { OfferWindow } from '#rules/campaigns/document';

interface Activity {
  readonly occurredAt: Date;
  readonly activity: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface OfferOpening {
  readonly campaign: string;
  readonly openedAt: Date;
  /** The last instant inside it. */
  readonly closesAt: Date;
}

const hourMs = 60 * 60 * 1_000;

/** The offers that an activity opens a window for, by the version that was in force when it happened. */
export function offerOpenings(index: CampaignIndex, { occurredAt, activity, data }: Activity): OfferOpening[] {
  const at = occurredAt.getTime();
  return index.all.flatMap(({ campaign: { document }, effectiveFromMs, effectiveToMs }) => {
    const { window, code } = document;
    if (!window || at < effectiveFromMs || at >= effectiveToMs) return [];
    if (!isOpenedBy(window.openedBy, { activity, data, code })) return [];
    return [{ campaign: code, openedAt: occurredAt, closesAt: new Date(at + window.durationHours * hourMs) }];
  });
}

function isOpenedBy(
  { activity, field, equals }: OfferWindow['openedBy'],
  happened: Pick<Activity, 'activity' | 'data'> & { readonly code: string },
): boolean {
  if (activity !== happened.activity || !Object.hasOwn(happened.data, field)) return false;
  const value = happened.data[field];
  return (typeof value === 'string' || typeof value === 'number') && String(value) === (equals ?? happened.code);
}
