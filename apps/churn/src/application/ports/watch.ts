import type { RiskDimension } from '../../domain/watch/risk-cells.js';
import type { Anomaly } from '../../domain/watch/anomaly.js';

export const alertKinds = ['returns', 'churn'] as const;
export type AlertKind = (typeof alertKinds)[number];

export interface RiskCellRow {
  /** Local day, YYYY-MM-DD. */
  readonly takenOn: string;
  readonly name: string;
  readonly members: number;
  readonly basic: number;
  readonly warning: number;
  readonly crisis: number;
  readonly churnProbability: number;
  readonly valueMinor: number;
  readonly lossMinor: number;
  readonly clvMinor: number;
}

export interface AlertRecord {
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly day: string;
  readonly observed: number;
  readonly expected: number;
  readonly robustZ: number;
  readonly raisedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
}

export interface DailyCounts {
  readonly day: string;
  /** Returns and voids of that local day. */
  readonly returns: number;
  /** Members who moved up a level on that local day. */
  readonly churn: number;
}

export abstract class Watch {
  abstract cells(
    programId: string,
    dimension: RiskDimension,
    window: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<RiskCellRow[]>;
  /** Ascending, every day of the window, zeros included. */
  abstract dailyCounts(
    programId: string,
    timeZone: string,
    window: { from: string; to: string },
  ): Promise<DailyCounts[]>;
  /** Each kind and day once. */
  abstract raise(alert: {
    readonly programId: string;
    readonly alertId: string;
    readonly kind: AlertKind;
    readonly day: string;
    readonly anomaly: Anomaly;
    readonly raisedAt: Date;
  }): Promise<void>;
  /** Newest first. */
  abstract alerts(programId: string, first: number, isOpenOnly: boolean): Promise<AlertRecord[]>;
  /** The first acknowledgement stands. @returns undefined where there is no such alert */
  abstract acknowledge(programId: string, alertId: string, by: string, at: Date): Promise<AlertRecord | undefined>;
}
