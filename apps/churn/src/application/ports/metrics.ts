/** A count of a metric, changes included. */
export interface MetricCount {
  readonly metric: string;
  /** First day of the period, YYYY-MM-DD. */
  readonly period: string;
  readonly name: string;
  readonly count: number;
}

/** Members of a tier, or of a level, on one night. */
export interface NightCell {
  readonly takenOn: string;
  readonly name: string;
  readonly members: number;
  readonly basic: number;
  readonly warning: number;
  readonly crisis: number;
  readonly lossMinor: number;
  readonly warningLossMinor: number;
  readonly crisisLossMinor: number;
  readonly clvMinor: number;
}

export interface PeriodWindow {
  readonly from: string;
  readonly to: string;
}

export abstract class Metrics {
  /** Of periods that begin within the window, both ends included. */
  abstract counts(programId: string, metrics: readonly string[], window: PeriodWindow): Promise<MetricCount[]>;
  abstract nights(programId: string, dimension: 'all' | 'tier', window: PeriodWindow): Promise<NightCell[]>;
  /** Adds appended changes up: what is read stays the same. */
  abstract fold(): Promise<void>;
}
