import { wholeMajorUnits } from '#kernel/currency';

/** A purchase's share in growth, before anything of it came back and after. */
export interface GrowthPurchase {
  readonly currency: string;
  readonly payableMinor: number;
  /** All returns of the purchase so far, in any order. */
  readonly refundedMinor: number;
  /** Returned as a whole, or voided. */
  readonly reversed: boolean;
}

/** A currency's worth in growth: millionths of a growth point for one whole major unit. `*` stands for every other currency. */
export type CurrencyRates = Readonly<Record<string, number>>;
export const oneToOne: CurrencyRates = { '*': 1_000_000 };
const millionth = 1_000_000n;

/**
 * Growth of one receipt: whole major units of what was paid and not given back, at the programme's stated rate, rounded down. A
 * function of the sums, so that any order of returns gives the same.
 */
export function growthOf(
  { currency, payableMinor, refundedMinor, reversed }: GrowthPurchase,
  rates: CurrencyRates,
): number {
  if (reversed) return 0;
  const units = wholeMajorUnits(Math.max(0, payableMinor - refundedMinor), currency);
  return Number((BigInt(units) * BigInt(rates[currency] ?? rates['*'] ?? 0)) / millionth);
}
