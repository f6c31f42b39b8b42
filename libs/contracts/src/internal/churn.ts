import type { Minor } from '#kernel/points';
import { defineCall } from './call.js';

/** What a member's purchases say before any model does. */
export interface PurchaseSummaryView {
  /** Days with a purchase after the day of the first. */
  readonly repeatDays: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly asOf: string;
  /** Mean value of the repeat days; null where there is none. */
  readonly meanRepeatValue: MoneyView | null;
}

interface MoneyView {
  readonly amountMinor: Minor;
  readonly currency: string;
}

export type RiskLevelView = 'basic' | 'warning' | 'crisis';

/** Contributions sum to the unrounded score. */
export interface ChurnReasonView {
  readonly feature: string;
  readonly contribution: number;
  readonly text: string;
}

/** A score with what it was made of. */
export interface ChurnScoreView {
  readonly score: number;
  readonly level: RiskLevelView;
  /** P: that the member buys nothing within the horizon. */
  readonly churnProbability: number;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number };
  /** I and U of score = 40 P + 35 I + 25 U. */
  readonly impact: number;
  readonly urgency: number;
  readonly expectedPurchases: number;
  readonly clv: MoneyView;
  readonly valueIfRetained: MoneyView;
  readonly expectedLoss: MoneyView;
  readonly reasons: readonly ChurnReasonView[];
  /** The snapshot whose active members the impact is ranked among. */
  readonly percentilesFrom: string;
  readonly modelVersion: string;
  readonly scoredAt: string;
  /** Codes of what to keep in mind: degenerate_fit, base_rate_drift, one_purchase_day, … */
  readonly flags: readonly string[];
}

export interface ChurnView {
  readonly id: string;
  readonly memberId: string;
  readonly horizonDays: number;
  readonly summary: PurchaseSummaryView | null;
  readonly scored: ChurnScoreView | null;
  /** Why there is no score: model_not_trained, thin_data, no_purchases, not_scored_yet, … */
  readonly unavailable: string | null;
}

/** Same order as asked. */
export const readAssessments = defineCall<{ memberIds: readonly string[] }, { assessments: readonly ChurnView[] }>(
  'churn',
  'assessments/read',
);

export interface ScorePointView {
  readonly scoredAt: string;
  readonly score: number;
  readonly level: RiskLevelView;
  readonly churnProbability: number;
  readonly modelVersion: string;
}

/** Newest first; same order as asked. */
export const readScoreHistory = defineCall<
  { memberIds: readonly string[]; first: number },
  { histories: readonly (readonly ScorePointView[])[] }
>('churn', 'assessments/history');

interface QualityView {
  readonly auc: number;
  readonly brier: number;
  readonly ece: number;
  readonly aucInterval: { readonly low: number; readonly high: number } | null;
}

interface ComparisonView {
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly isBeyondNoise: boolean;
}

/** What a model is, what it was made from and how good it is. */
export interface ModelCardView {
  readonly id: string;
  readonly version: string;
  readonly status: 'running' | 'champion' | 'challenger' | 'rejected' | 'retired' | 'failed';
  readonly requestedBy: string;
  readonly asOf: string;
  readonly horizonDays: number;
  readonly seed: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly promotedAt: string | null;
  /** A code: thin_data, one_outcome_only, one_time_buyers, interrupted, … */
  readonly failure: string | null;
  /** Which of the candidates predicts. */
  readonly model: string | null;
  readonly dataWindow: { readonly from: string; readonly to: string } | null;
  readonly population: { readonly members: number; readonly sampled: number } | null;
  /** Members that the candidates were tried on, out of time. */
  readonly n: number | null;
  readonly baseRate: number | null;
  /** Days of the test: learners taught at trainCut, tried at cut, outcomes in the horizon after it. */
  readonly cut: string | null;
  readonly trainCut: string | null;
  readonly metrics: QualityView | null;
  readonly candidates: Readonly<Record<string, QualityView | { readonly unavailable: string }>> | null;
  readonly calibration:
    | readonly {
        readonly from: number;
        readonly to: number;
        readonly n: number;
        readonly meanProbability: number;
        readonly observedRate: number;
      }[]
    | null;
  readonly drift: { readonly difference: number; readonly isDrifting: boolean } | null;
  readonly closedForm: {
    readonly model: string;
    readonly parameters: Readonly<Record<string, number>>;
    readonly logLikelihood: number;
    readonly logLikelihoodNbd: number;
    readonly gammaGamma: { readonly p: number; readonly q: number; readonly v: number } | null;
    readonly degeneracies: readonly string[];
    readonly fallback: string | null;
    /** Absent in cards of before it was tested for. */
    readonly valueFallback?: 'mean_value' | null;
  } | null;
  readonly flags: readonly string[];
  readonly skill: ComparisonView | null;
  readonly champion: {
    readonly version: string;
    readonly brier: number;
    readonly comparison: ComparisonView;
    readonly sawOutcomes: boolean;
  } | null;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly scored: number | null;
}

export const trainModel = defineCall<
  { asOf?: string; horizonDays?: number; waitSeconds: number },
  { card: ModelCardView }
>('churn', 'models/train');

/** Newest first. */
export const listModels = defineCall<{ first: number }, { cards: readonly ModelCardView[] }>('churn', 'models/list');

/** Refuses `not_found`. Without an id the model in use, null where there is none. */
export const readModel = defineCall<{ modelId?: string }, { card: ModelCardView | null }>('churn', 'models/read');

/** Refuses `not_found` where that version was never in use. */
export const rollbackModel = defineCall<{ version?: number }, { card: ModelCardView }>('churn', 'models/rollback');

export const riskDimensionNames = ['all', 'tier', 'segment', 'store', 'channel', 'category'] as const;

export interface RiskCellView {
  readonly takenOn: string;
  readonly name: string;
  readonly members: number;
  readonly basic: number;
  readonly warning: number;
  readonly crisis: number;
  /** Mean over members. */
  readonly churnProbability: number;
  readonly valueIfRetained: MoneyView;
  readonly expectedLoss: MoneyView;
  readonly clv: MoneyView;
}

export const readRisk = defineCall<
  { by: (typeof riskDimensionNames)[number]; from?: string; to?: string },
  { cells: readonly RiskCellView[] }
>('churn', 'risk/read');

export interface AlertView {
  readonly id: string;
  readonly kind: 'returns' | 'churn';
  readonly day: string;
  readonly observed: number;
  readonly expected: number;
  readonly robustZ: number;
  readonly raisedAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
}

export const listAlerts = defineCall<{ first: number; open: boolean }, { alerts: readonly AlertView[] }>(
  'churn',
  'alerts/list',
);

/** Refuses `not_found`. */
export const acknowledgeAlert = defineCall<{ alertId: string }, { alert: AlertView }>('churn', 'alerts/acknowledge');

export const metricNames = ['repurchase-rate', 'first-to-second-purchase', 'retention', 'clv', 'risk'] as const;
export const metricGrains = ['month', 'quarter', 'year'] as const;

/** One value of a metric: what it means stands in docs/metrics.md. */
export interface MetricPointView {
  /** First day of the period, or the night of the snapshot. */
  readonly period: string;
  /** The tier, level, month since joining or figure that it is about. */
  readonly part: string;
  /** Null where there is nothing to divide by. */
  readonly value: number | null;
  readonly count: number;
  readonly of: number;
  readonly amount: MoneyView | null;
}

export interface MetricQuestion {
  readonly name: (typeof metricNames)[number];
  readonly grain?: (typeof metricGrains)[number];
  readonly from?: string;
  readonly to?: string;
}

export const readMetric = defineCall<MetricQuestion, { from: string; to: string; points: readonly MetricPointView[] }>(
  'churn',
  'metrics/read',
);
