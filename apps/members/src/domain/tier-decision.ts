import { type GrowthDay, windowsOf } from './growth-window.js';
import { type Level, rungAt, rungOf } from './tier-ladder.js';

export interface TierState {
  readonly level: string;
  /** The highest value that any window ever had. */
  readonly peak: number;
}

/** A threshold that a window reached, with the day on which it first did. */
export interface Reached {
  readonly rung: number;
  readonly from: number;
  readonly day: string;
  /** Growth of the window before that day's own. */
  readonly before: number;
}

export interface TierDecision {
  readonly peak: number;
  readonly rung: number;
  /** The rungs above the old one, lowest first; empty where the level stays or falls. */
  readonly reached: readonly Reached[];
}

interface DecideTier {
  readonly state: TierState;
  readonly levels: readonly Level[];
  readonly windowMonths: number;
  /** All days whose windows may have changed, and what those windows hold. */
  readonly days: readonly GrowthDay[];
  /** Growth was taken away: `days` are all days, and the peak is found anew. */
  readonly fell: boolean;
}

/**
 * The level is that of the highest value that any window had: a function of the facts, whatever order they came in.
 */
export function decideTier({ state, levels, windowMonths, days, fell }: DecideTier): TierDecision {
  const windows = windowsOf(days, windowMonths);
  const highest = windows.reduce((most, { value }) => Math.max(most, value), 0);
  const peak = fell ? highest : Math.max(state.peak, highest);
  const rung = rungAt(levels, peak);
  const growthByDay = new Map(days.map(({ day, value }) => [day, value]));
  const reached: Reached[] = [];
  for (let above = rungOf(levels, state.level) + 1; above <= rung; above += 1) {
    const from = levels[above]?.from ?? 0;
    const window = windows.find(({ value }) => value >= from);
    if (window)
      reached.push({ rung: above, from, day: window.day, before: window.value - (growthByDay.get(window.day) ?? 0) });
  }
  return { peak, rung, reached };
}

export interface DayPurchase {
  readonly purchaseId: string;
  readonly occurredAt: Date;
  readonly value: number;
}

/** A change of level, with the purchase that caused it. */
export interface Crossing {
  readonly rung: number;
  readonly purchase: DayPurchase;
}

/**
 * The purchases that reached the rungs: one that reaches several gives the highest of them only.
 * @param purchasesOf a day's purchases, in any order
 */
export function crossingsOf(
  reached: readonly Reached[],
  purchasesOf: (day: string) => readonly DayPurchase[],
): Crossing[] {
  const crossings: Crossing[] = [];
  for (const { rung, from, day, before } of reached) {
    const purchase = causeOf(from - before, purchasesOf(day));
    if (!purchase) throw new Error('A threshold was reached on a day without the purchases for it.');
    if (crossings.at(-1)?.purchase.purchaseId === purchase.purchaseId) crossings.pop();
    crossings.push({ rung, purchase });
  }
  return crossings;
}

function causeOf(missing: number, purchases: readonly DayPurchase[]): DayPurchase | undefined {
  const inTime = [...purchases].sort(
    (one, other) =>
      one.occurredAt.getTime() - other.occurredAt.getTime() || (one.purchaseId < other.purchaseId ? -1 : 1),
  );
  let sum = 0;
  return inTime.find(({ value }) => (sum += value) >= missing);
}
