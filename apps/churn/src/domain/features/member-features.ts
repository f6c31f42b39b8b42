import { purchaseFeatures } from '../evaluation/purchase-features.js';
import type { FeatureTable } from '../learning/feature-table.js';
import type { KnownMember } from './member-purchases.js';

type Feature = (member: KnownMember, cutDay: number) => number;

/** As long as the season of a programme's activities: what was done before it says little of now. */
const activeWindowDays = 90;

/** What receipts tell beside days and values. NaN where there is nothing to say. */
const receiptFeatures: Readonly<Record<string, Feature>> = {
  purchasesPerDay: ({ purchases, days }) => purchases.length / days.length,
  categories: ({ purchases }) => new Set(purchases.flatMap(({ categories }) => categories)).size,
  stores: ({ purchases }) => new Set(purchases.map(({ storeId }) => storeId)).size,
  channels: ({ purchases }) => new Set(purchases.map(({ channel }) => channel)).size,
  onlineShare: ({ purchases }) => shareOf(purchases, ({ channel }) => channel !== 'pos'),
  returnShare: ({ purchases, changed }) => changed / (purchases.length + changed),
  refundShare: ({ purchases }) => ratio(sum(purchases, 'refund'), sum(purchases, 'total')),
  couponShare: ({ purchases }) =>
    1 - ratio(sum(purchases, 'value') + sum(purchases, 'refund'), sum(purchases, 'total')),
};

/** What a member does beside buying: benefits, rewards, check-ins and the like. NaN where there is nothing to say. */
const engagementFeatures: Readonly<Record<string, Feature>> = {
  benefitsGranted: ({ engagement }) => engagement.granted,
  benefitUseShare: ({ engagement }) => ratio(engagement.used, engagement.granted),
  rewardsRedeemed: ({ engagement }) => engagement.rewards,
  daysSinceBenefitUse: ({ engagement }, cutDay) => cutDay - (engagement.lastUseDay ?? Number.NaN),
  [`activitiesIn${activeWindowDays}`]: ({ engagement }, cutDay) =>
    engagement.activeDays.filter((day) => day > cutDay - activeWindowDays).length,
};

const features = { ...receiptFeatures, ...engagementFeatures };

/**
 * Recency, frequency, value, rhythm and its trend, categories, returns, share paid with coupons and points, channels and stores,
 * benefits and what became of them, rewards, activities.
 * @param members what was known by the end of `cutDay`, nothing later
 * @throws when it holds something later: a feature would see the future
 */
export function memberFeatures(members: readonly KnownMember[], cutDay: number): FeatureTable {
  const ofDays = purchaseFeatures(members, cutDay);
  return {
    names: [...ofDays.names, ...Object.keys(features)],
    columns: [
      ...ofDays.columns,
      ...Object.values(features).map((feature) => Float64Array.from(members, (member) => feature(member, cutDay))),
    ],
    members: members.length,
  };
}

function sum(purchases: KnownMember['purchases'], of: 'value' | 'total' | 'refund'): number {
  return purchases.reduce((total, purchase) => total + purchase[of], 0);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}

function shareOf(
  purchases: KnownMember['purchases'],
  holds: (purchase: KnownMember['purchases'][number]) => boolean,
): number {
  return purchases.filter(holds).length / purchases.length;
}
