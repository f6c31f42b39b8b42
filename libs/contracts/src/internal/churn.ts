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
  readonly meanRepeatValue: { readonly amountMinor: Minor; readonly currency: string } | null;
}

export interface ChurnView {
  readonly id: string;
  readonly memberId: string;
  readonly horizonDays: number;
  readonly summary: PurchaseSummaryView | null;
  /** Why there is no score: model_not_trained. */
  readonly unavailable: string | null;
}

/** Same order as asked. */
export const readAssessments = defineCall<{ memberIds: readonly string[] }, { assessments: readonly ChurnView[] }>(
  'churn',
  'assessments/read',
);
