import type { LotSlice } from '../ledger.js';
import type { UsageChange, UsageScope } from './usage.js';

/** What a purchase has consumed of one counter, as it is kept with the purchase. */
export interface ConsumedUsage {
  readonly campaign: string;
  readonly scope: UsageScope;
  readonly period: string;
  readonly points: number;
  readonly uses: number;
  readonly moneyMinor: number;
  readonly at: string;
  readonly lastAtBefore: string | null;
}

export function consumedUsage(change: UsageChange): ConsumedUsage {
  return { ...change, at: change.at.toISOString(), lastAtBefore: change.lastAtBefore?.toISOString() ?? null };
}

interface Reversal {
  readonly usage: readonly ConsumedUsage[];
  readonly lots: readonly { readonly lotId: string; readonly campaignCode: string }[];
  /** Taken back by earlier returns, by lot. */
  readonly before: readonly LotSlice[];
  /** Taken back now. */
  readonly clawBack: readonly LotSlice[];
  /** Nothing of the purchase is left. */
  readonly full: boolean;
}

/** What goes back to a counter; all of it ≥ 0. */
export interface UsageRefill {
  readonly campaign: string;
  readonly scope: UsageScope;
  readonly period: string;
  readonly points: number;
  readonly uses: number;
  readonly moneyMinor: number;
  /** The use that is undone: where the counter's latest use is this one, it becomes the one before. */
  readonly undone: { readonly at: Date; readonly lastAtBefore: Date | null } | null;
}

/**
 * What a return refills: points as they are taken back, their money in proportion to the cumulative points, so that any split
 * sums to the whole; a use comes back with the last of the purchase.
 */
export function usageRefills({ usage, lots, before, clawBack, full }: Reversal): UsageRefill[] {
  const codeOf = new Map(lots.map(({ lotId, campaignCode }) => [lotId, campaignCode]));
  const sumOf = (slices: readonly LotSlice[], campaign: string): number =>
    slices.reduce((sum, { lotId, points }) => (codeOf.get(lotId) === campaign ? sum + points : sum), 0);
  return usage.flatMap(({ campaign, scope, period, points, uses, moneyMinor, at, lastAtBefore }) => {
    const from = Math.min(points, sumOf(before, campaign));
    const to = Math.min(points, from + sumOf(clawBack, campaign));
    const money = (cumulative: number): number =>
      points === 0 ? 0 : Number((BigInt(moneyMinor) * BigInt(cumulative)) / BigInt(points));
    const refill = {
      campaign,
      scope,
      period,
      points: to - from,
      uses: full ? uses : 0,
      moneyMinor: money(to) - money(from),
      undone: full ? { at: new Date(at), lastAtBefore: lastAtBefore === null ? null : new Date(lastAtBefore) } : null,
    };
    return refill.points > 0 || refill.uses > 0 ? [refill] : [];
  });
}
