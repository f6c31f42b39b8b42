import type { Lot, LotSlice } from '../ledger.js';

type Ordered = Pick<Lot, 'lotId' | 'seq' | 'earnedAt' | 'expiresAt'>;

/** The lot that expires first, then the oldest: members lose least. The database reads lots in the same order. */
export function inRedemptionOrder(one: Ordered, other: Ordered): number {
  return (
    (one.expiresAt?.getTime() ?? Infinity) - (other.expiresAt?.getTime() ?? Infinity) ||
    one.earnedAt.getTime() - other.earnedAt.getTime() ||
    one.seq - other.seq ||
    (one.lotId < other.lotId ? -1 : one.lotId > other.lotId ? 1 : 0)
  );
}

/**
 * Chooses the lots that points are taken from.
 *
 * @param lots   in any order; only active ones with something left count
 * @param points whole points, ≥ 0
 * @returns one slice a touched lot, in redemption order; they sum to `points`, or to less when the lots hold less
 */
export function allocateRedemption(lots: Iterable<Lot>, points: number): LotSlice[] {
  const open = [...lots].filter(({ state, remaining }) => state === 'active' && remaining > 0).sort(inRedemptionOrder);
  const slices: LotSlice[] = [];
  let left = points;
  for (const { lotId, remaining } of open) {
    if (left === 0) break;
    const taken = Math.min(left, remaining);
    slices.push({ lotId, points: taken });
    left -= taken;
  }
  return slices;
}
