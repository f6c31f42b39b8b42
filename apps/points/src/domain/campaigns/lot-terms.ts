import { DateTime } from 'luxon';
import type { ExpiryPolicy, LotPolicies, PendingPolicy } from '#rules/lot-policies';
import { forLevel } from '#rules/campaigns/tier-names';
import type { CampaignDocument } from '#rules/campaigns/document';

/** When the points of a lot become usable, and when they end. */
export interface LotTerms {
  /** Null at once, or when only an activity decides. */
  readonly activatesAt: Date | null;
  /** Pending until the member does this; null when time alone decides. */
  readonly pendingUntil: string | null;
  /** The first instant at which they are over; null never. */
  readonly expiresAt: Date | null;
  /** How activities push the end on; null when none does. */
  readonly slides: { readonly months: number; readonly activities: readonly string[] } | null;
}

interface Question {
  readonly document: Pick<CampaignDocument, 'pending' | 'expiry' | 'byTier'>;
  readonly defaults: LotPolicies;
  readonly level: string | null;
  readonly earnedAt: Date;
  readonly zone: string;
}

/** The expiry that a lot of this campaign has for a member of this level; a lot of no campaign has the programme's. */
export function expiryPolicyOf({ document, defaults, level }: Pick<Question, 'document' | 'defaults' | 'level'>) {
  const [own, general] = [forLevel(document.byTier, level), forLevel(defaults.byTier, level)];
  return own?.expiry ?? document.expiry ?? general?.expiry ?? defaults.expiry;
}

/** By the campaign for the member's tier, else by the campaign, else by the programme for the tier, else by the programme. */
export function lotTermsOf({ document, defaults, level, earnedAt, zone }: Question): LotTerms {
  const [own, general] = [forLevel(document.byTier, level), forLevel(defaults.byTier, level)];
  const expiry = expiryPolicyOf({ document, defaults, level });
  return {
    ...pendingOf(own?.pending ?? document.pending ?? general?.pending ?? defaults.pending, earnedAt, zone),
    expiresAt: expiryOf(expiry, earnedAt, zone),
    slides: expiry.type === 'sliding' ? { months: expiry.months, activities: expiry.activities } : null,
  };
}

function pendingOf(
  policy: PendingPolicy,
  earnedAt: Date,
  zone: string,
): Pick<LotTerms, 'activatesAt' | 'pendingUntil'> {
  const after = (days: number): Date => DateTime.fromJSDate(earnedAt, { zone }).plus({ days }).toJSDate();
  if (policy.type === 'none') return { activatesAt: null, pendingUntil: null };
  if (policy.type === 'days') return { activatesAt: after(policy.days), pendingUntil: null };
  const { activity, withinDays } = policy;
  return { activatesAt: withinDays === undefined ? null : after(withinDays), pendingUntil: activity };
}

/**
 * The local midnight that ends the last usable day.
 * @param from the instant of earning, or of the activity that pushes a sliding end on
 */
export function expiryOf(policy: ExpiryPolicy, from: Date, zone: string): Date | null {
  if (policy.type === 'none') return null;
  const today = DateTime.fromJSDate(from, { zone }).startOf('day');
  if (policy.type === 'fixed') return fixedEnd(policy, today);
  const lastDay = today.plus({ months: policy.months });
  const ends =
    policy.type === 'rolling' && policy.roundUpTo
      ? lastDay.endOf(policy.roundUpTo).plus({ days: 1 }).startOf('day')
      : lastDay.plus({ days: 1 }).startOf('day');
  return ends.toJSDate();
}

function fixedEnd({ dates, afterMonths = 0 }: ExpiryPolicy & { type: 'fixed' }, today: DateTime): Date | null {
  const earliest = today.plus({ months: afterMonths });
  const ends = dates
    .flatMap((date) => (date.length === 5 ? everyYear(date, earliest) : [on(date, earliest)]))
    .filter((day) => day >= earliest)
    .sort((one, other) => one.toMillis() - other.toMillis());
  return ends[0]?.plus({ days: 1 }).startOf('day').toJSDate() ?? null;
}

/** This year's and next year's; 29 February of a common year is its 28th. */
function everyYear(monthDay: string, around: DateTime): DateTime[] {
  return [0, 1].map((later) => on(`${String(around.year + later).padStart(4, '0')}-${monthDay}`, around));
}

function on(date: string, { zone }: DateTime): DateTime {
  const day = DateTime.fromISO(date, { zone });
  return day.isValid ? day : DateTime.fromISO(date.slice(0, 7), { zone }).endOf('month').startOf('day');
}
