import { minorDigits } from '#kernel/currency';

/** Digits of the unit in which values of different currencies can be added exactly: no active currency has more. */
const valueDigits = 4;

/**
 * Ten-thousandths of a major unit in one minor unit of a currency: in these, receipts of any currency add up at the
 * programme's rate of 1 : 1 without rounding.
 */
export function valuePerMinor(currency: string): number {
  return 10 ** (valueDigits - (minorDigits(currency) ?? 2));
}

/**
 * The mean of a sum of values in minor units of the reporting currency, rounded half up.
 * @param value ten-thousandths of a major unit, ≥ 0
 * @param count > 0
 */
export function meanMinor(value: bigint, count: number, currency: string): number {
  const divisor = BigInt(count) * BigInt(valuePerMinor(currency));
  return Number((2n * value + divisor) / (2n * divisor));
}
