import { historyAt } from '../buying/history.js';
import { buyingModel } from '../buying/fit-buying-model.js';
import { trainBuyingModel } from '../buying/train-buying-model.js';
import { fitBoostedTrees } from '../learning/boosted-trees.js';
import { fitCalibrated } from '../learning/calibrated.js';
import type { Learner } from '../learning/classifier.js';
import type { FeatureTable } from '../learning/feature-table.js';
import { fitLogistic } from '../learning/logistic-regression.js';
import { churnLabels, knownAt, type MemberDays } from './known-at.js';
import { purchaseFeatures } from './purchase-features.js';

export const churnModelNames = ['recency', 'logistic', 'boostedTrees', 'closedForm'] as const;
export type ChurnModelName = (typeof churnModelNames)[number];

/** Churn probabilities, shape (members known at the cut), or why there are none. */
export type Prediction = Float64Array | { readonly unavailable: string };

export interface ChurnTask {
  readonly cutDay: number;
  readonly horizonDays: number;
  /** Its outcomes are known by the cut: at most cut − horizon. */
  readonly trainCutDay: number;
  readonly seed: number;
}

/** Below these a learner has too little to learn from and to calibrate on. */
const membersMin = 100;
const rarerMin = 20;

/**
 * Trains on what was known at the cut, and predicts who will not buy within the horizon after it.
 *
 * The learners see features as of the train cut and what came in the horizon after that; the closed form (MBG/NBD) needs no outcomes
 * and is fitted on everything up to the cut.
 */
export function predictChurn(members: readonly MemberDays[], task: ChurnTask): Record<ChurnModelName, Prediction> {
  const { cutDay, horizonDays, trainCutDay, seed } = task;
  if (trainCutDay + horizonDays > cutDay) throw new RangeError('Outcomes of the train cut are not known at the cut.');
  const known = knownAt(members, cutDay);
  const target = purchaseFeatures(known, cutDay);
  const trainMembers = knownAt(known, trainCutDay);
  const table = purchaseFeatures(trainMembers, trainCutDay);
  const labels = churnLabels(known, trainCutDay, horizonDays);
  const learned = (learner: Learner, pick: (table: FeatureTable) => FeatureTable): Prediction =>
    isEnough(labels)
      ? fitCalibrated(learner, pick(table), labels, seed).probabilities(pick(target))
      : { unavailable: 'too_little_data' };
  return {
    recency: learned(byLine, onlyRecency),
    logistic: learned(byRegression, all),
    boostedTrees: learned(fitBoostedTrees, all),
    closedForm: closedForm(known, cutDay, horizonDays),
  };
}

function isEnough(labels: Uint8Array): boolean {
  const churned = labels.reduce((sum, label) => sum + label, 0);
  return labels.length >= membersMin && Math.min(churned, labels.length - churned) >= rarerMin;
}

const byRegression: Learner = (table, labels) => fitLogistic(table, labels);
/** One feature is a ranking, and keeps it beyond what was learnt. */
const byLine: Learner = (table, labels) => fitLogistic(table, labels, 'followed');
const all = (table: FeatureTable): FeatureTable => table;

function onlyRecency(table: FeatureTable): FeatureTable {
  const index = table.names.indexOf('logDaysSinceLast');
  return { names: ['logDaysSinceLast'], columns: table.columns.slice(index, index + 1), members: table.members };
}

function closedForm(known: readonly MemberDays[], cutDay: number, horizonDays: number): Prediction {
  const histories = known.flatMap(({ days }) => historyAt(days, cutDay, 'day') ?? []);
  const trained = trainBuyingModel('mbgnbd', histories);
  if ('unavailable' in trained) return trained;
  if (trained.degeneracies.length > 0) return { unavailable: 'degenerate_fit' };
  const model = buyingModel(trained.used.name, trained.used.parameters);
  return Float64Array.from(histories, (history) => 1 - model.probabilityOfBuying(history, horizonDays));
}
