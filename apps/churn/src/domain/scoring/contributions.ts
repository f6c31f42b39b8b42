import type { BuyingModel } from '../buying/buying-model.js';
import type { History } from '../buying/history.js';
import { logistic } from '../numeric/logistic.js';
import type { CalibratedClassifier } from '../training/calibrated-classifier.js';
import type { LogOddsParts } from '../training/stored-classifier.js';
import { type RiskParts, riskWeights } from './risk-score.js';

/** What one thing adds to the score, in millionths of a point, and the value that it has for this member. */
export interface Contribution {
  readonly feature: string;
  readonly millionths: number;
  readonly value: number | null;
}

/** Parts of the churn probability beside the base rate, as shares of 1. */
export interface ProbabilityPart {
  readonly feature: string;
  readonly share: number;
  readonly value: number | null;
}

/** Features named one by one; the others stand together. */
const namedMax = 4;

/**
 * In two steps from what everybody has: as often as this member buys, had the last purchase been today; then the silence since.
 */
export function closedFormParts(
  model: BuyingModel,
  history: History,
  { probability, baseRate, horizonDays }: { probability: number; baseRate: number; horizonDays: number },
): ProbabilityPart[] {
  const fresh = 1 - model.probabilityOfBuying({ ...history, recency: history.age }, horizonDays);
  const silentDays = history.age - history.recency;
  return [
    { feature: 'repeatDays', share: fresh - baseRate, value: history.frequency },
    { feature: 'daysSinceLast', share: probability - fresh, value: silentDays },
  ];
}

/** The log odds of a classifier add up over features; the probability is shared out in the same proportions. */
export function learnedParts(
  { classifier, slope, intercept }: CalibratedClassifier,
  { base, byFeature }: LogOddsParts,
  valueOf: (feature: number) => number,
  probability: number,
): ProbabilityPart[] {
  const whole = slope * byFeature.reduce((sum, part) => sum + part, 0);
  if (Math.abs(whole) < 1e-9) return [];
  const perLogOdds = (probability - logistic(slope * base + intercept)) / whole;
  return classifier.features.map((feature, index) => {
    const value = valueOf(index);
    return { feature, share: slope * (byFeature[index] ?? 0) * perLogOdds, value: Number.isNaN(value) ? null : value };
  });
}

/**
 * @param urgency which of the reasons for haste counted, with its value in days
 * @returns contributions that sum to exactly 40 P + 35 I + 25 U; the base takes what rounding leaves
 */
export function contributionsOf(
  parts: RiskParts,
  ofProbability: readonly ProbabilityPart[],
  urgency: { readonly feature: string; readonly value: number | null },
): Contribution[] {
  const points = ofProbability
    .map(({ feature, share, value }) => ({
      feature,
      value,
      millionths: Math.round(riskWeights.probability * share * 1_000_000),
    }))
    .filter(({ millionths }) => millionths !== 0)
    .sort((one, other) => Math.abs(other.millionths) - Math.abs(one.millionths));
  const named = points.slice(0, namedMax);
  const others = sumOf(points.slice(namedMax));
  const ofP = riskWeights.probability * parts.probability;
  return [
    { feature: 'baseRate', value: null, millionths: ofP - sumOf(named) - others },
    ...named,
    ...(others === 0 ? [] : [{ feature: 'otherFeatures', value: null, millionths: others }]),
    { feature: 'valueIfRetained', value: parts.impact / 1_000_000, millionths: riskWeights.impact * parts.impact },
    { feature: urgency.feature, value: urgency.value, millionths: riskWeights.urgency * parts.urgency },
  ];
}

function sumOf(points: readonly { readonly millionths: number }[]): number {
  return points.reduce((sum, { millionths }) => sum + millionths, 0);
}
