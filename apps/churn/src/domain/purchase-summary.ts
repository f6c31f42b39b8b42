import { meanMinor } from './value.js';

/** What a member's purchases up to now add up to, by local calendar days of the programme. */
export interface PurchaseDays {
  /** Days with at least one purchase that was not voided. */
  readonly days: number;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  /** Value of all days after the first, refunds taken off, in ten-thousandths of a major unit. */
  readonly repeatValue: bigint;
}

/** The inputs of every repeat-purchase model: x, t_x, T and z in their published meaning. */
export interface PurchaseSummary {
  readonly repeatDays: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly asOf: string;
  readonly meanRepeatValue: { readonly amountMinor: number; readonly currency: string } | null;
}

export function summarize(purchases: PurchaseDays, asOf: Date, currency: string): PurchaseSummary {
  const repeatDays = Math.max(0, purchases.days - 1);
  return {
    repeatDays,
    firstAt: purchases.firstAt?.toISOString() ?? null,
    lastAt: purchases.lastAt?.toISOString() ?? null,
    asOf: asOf.toISOString(),
    meanRepeatValue:
      repeatDays === 0 ? null : { amountMinor: meanMinor(purchases.repeatValue, repeatDays, currency), currency },
  };
}
