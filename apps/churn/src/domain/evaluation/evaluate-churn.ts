import { bootstrapInterval } from '../learning/bootstrap.js';
import { auc, quality, type Quality } from '../learning/metrics.js';
import { driftOf, type Drift } from './base-rate-drift.js';
import { churnLabels, knownAt, type MemberDays } from './known-at.js';
import {
  churnModelNames,
  predictChurn,
  type ChurnModelName,
  type ChurnTask,
  type Prediction,
} from './predict-churn.js';

export interface ChurnEvaluation {
  /** Members with a first purchase by the cut. */
  readonly n: number;
  /** Share of them who bought nothing within the horizon. */
  readonly baseRate: number;
  readonly models: Readonly<Record<ChurnModelName, Quality | { readonly unavailable: string }>>;
  /** What another sample as large might have given, in 95 of 100. */
  readonly aucIntervals: Readonly<Partial<Record<ChurnModelName, { readonly low: number; readonly high: number }>>>;
  /** The base rate that the learners were taught, undefined where nobody had bought by the train cut. */
  readonly trainBaseRate: number | undefined;
  readonly drift: Drift | undefined;
}

/** Predicts at the cut with what was known then, and only afterwards looks at what came. */
export function evaluateChurn(members: readonly MemberDays[], task: ChurnTask): ChurnEvaluation {
  const predictions = predictChurn(members, task);
  const labels = churnLabels(members, task.cutDay, task.horizonDays);
  const trainLabels = churnLabels(knownAt(members, task.cutDay), task.trainCutDay, task.horizonDays);
  const judged = churnModelNames.map((name) => [name, judge(predictions[name], labels)] as const);
  const intervals = churnModelNames.flatMap((name) => {
    const interval = intervalOf(predictions[name], labels, task.seed);
    return interval ? [[name, interval] as const] : [];
  });
  return {
    n: labels.length,
    baseRate: shareOf(labels),
    models: Object.fromEntries(judged) as ChurnEvaluation['models'],
    aucIntervals: Object.fromEntries(intervals),
    trainBaseRate: trainLabels.length === 0 ? undefined : shareOf(trainLabels),
    drift: driftOf(trainLabels, labels),
  };
}

function judge(prediction: Prediction, labels: Uint8Array): Quality | { readonly unavailable: string } {
  if (!(prediction instanceof Float64Array)) return prediction;
  const share = shareOf(labels);
  return share === 0 || share === 1 ? { unavailable: 'one_outcome_only' } : quality(prediction, labels);
}

function intervalOf(
  prediction: Prediction,
  labels: Uint8Array,
  seed: number,
): { readonly low: number; readonly high: number } | undefined {
  if (!(prediction instanceof Float64Array)) return undefined;
  const drawn = bootstrapInterval(
    labels.length,
    (sample) =>
      auc(
        Float64Array.from(sample, (member) => prediction[member] ?? 0),
        Uint8Array.from(sample, (member) => labels[member] ?? 0),
      ),
    { seed, repetitions: 200 },
  );
  return drawn && { low: drawn.low, high: drawn.high };
}

function shareOf(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0) / labels.length;
}
