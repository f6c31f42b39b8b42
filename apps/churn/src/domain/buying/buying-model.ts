import type { History } from './history.js';

export const fittedModelNames = ['bgnbd', 'mbgnbd', 'pnbd'] as const;
export type FittedModelName = (typeof fittedModelNames)[number];
/** nbd, purchases that never stop, is what a degenerate fit falls back to. */
export type ModelName = FittedModelName | 'nbd';

/** A fitted model of when members buy. Times, horizons included, are in the unit of its parameters. */
export interface BuyingModel {
  /**
   * That the member has not dropped out by the end of the observation. Its complement is not a churn probability.
   * @returns undefined where the model knows no dropping out
   */
  probabilityAlive(history: History): number | undefined;

  /** That the member buys at least once in (T, T + horizon]. The churn probability is its complement. */
  probabilityOfBuying(history: History, horizon: number): number;

  /** Expected days with a purchase in (T, T + horizon]. */
  expectedPurchases(history: History, horizon: number): number;

  /** The same for a member who is known to be alive at T: what retaining the member is worth starts from here. */
  expectedPurchasesIfAlive(history: History, horizon: number): number;

  /** Expected repeat days of a newcomer in (0, horizon] after the first purchase. */
  expectedPurchasesOfNewcomer(horizon: number): number;

  /** That a member with this rhythm, if still active, would have bought again by now: 0 right after a purchase. */
  overdue(history: History): number;
}
