import type { BuyingModel } from '../../apps/churn/src/domain/buying/buying-model.js';
import { daysPerUnit, historyAt, type TimeUnit } from '../../apps/churn/src/domain/buying/history.js';
import type { MemberDays } from '../../apps/churn/src/domain/evaluation/known-at.js';

/** Members by how often they came back in calibration: how often they came in the holdout, and how often was expected. */
export interface HoldoutRow {
  /** Repeat days in calibration; the last row is this many or more. */
  readonly x: number;
  readonly n: number;
  /** Means a member. */
  readonly actual: number;
  readonly expected: number;
}

export interface Holdout {
  /** In the unit of the model. */
  readonly duration: number;
  readonly n: number;
  /** Days with a purchase of all members. */
  readonly actual: number;
  readonly expected: number;
  readonly byFrequency: readonly HoldoutRow[];
}

/** As the published tables: 0, 1, … 6, 7 and more. */
const lastFrequency = 7;

/** Compares what members did in (calibrationEnd, observationEnd] to what was expected of them. */
export function holdoutOf(
  members: readonly MemberDays[],
  model: BuyingModel,
  { calibrationEnd, observationEnd, unit }: { calibrationEnd: number; observationEnd: number; unit: TimeUnit },
): Holdout {
  const duration = (observationEnd - calibrationEnd) / daysPerUnit[unit];
  const rows = Array.from({ length: lastFrequency + 1 }, (_, x) => ({ x, n: 0, actual: 0, expected: 0 }));
  for (const { days } of members) {
    const history = historyAt(days, calibrationEnd, unit);
    const row = history && rows[Math.min(lastFrequency, history.frequency)];
    if (!row) continue;
    row.n++;
    row.actual += days.filter(({ day }) => day > calibrationEnd && day <= observationEnd).length;
    row.expected += model.expectedPurchases(history, duration);
  }
  const total = (pick: (row: HoldoutRow) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  return {
    duration,
    n: total(({ n }) => n),
    actual: total(({ actual }) => actual),
    expected: total(({ expected }) => expected),
    byFrequency: rows
      .filter(({ n }) => n > 0)
      .map(({ x, n, actual, expected }) => ({ x, n, actual: actual / n, expected: expected / n })),
  };
}
