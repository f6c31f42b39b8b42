import type { PurchaseRecord } from '../purchase-record.js';
import { shareOfReturned } from './plan-reversal.js';

/** A purchase as it earned by what is left of it: how a claim after returns is answered. The record that is kept stays whole. */
export function netOfReturns(purchase: PurchaseRecord): PurchaseRecord {
  const { clawBack, clawBackByLine } = shareOfReturned(purchase);
  const total = clawBack.reduce((sum, points) => sum + points, 0);
  if (total === 0) return purchase;
  const byCampaign = new Map<string, number>();
  for (const [index, { campaignCode }] of purchase.outcome.lots.entries())
    byCampaign.set(campaignCode, (byCampaign.get(campaignCode) ?? 0) + (clawBack[index] ?? 0));
  return {
    ...purchase,
    pointsEarned: purchase.pointsEarned - total,
    pointsPending: Math.min(purchase.pointsPending, purchase.pointsEarned - total),
    lines: purchase.lines.map((line, index) => ({ ...line, points: line.points - (clawBackByLine[index] ?? 0) })),
    outcome: {
      ...purchase.outcome,
      campaigns: purchase.outcome.campaigns.map((campaign) => ({
        ...campaign,
        points: campaign.points - (byCampaign.get(campaign.code) ?? 0),
      })),
    },
  };
}
