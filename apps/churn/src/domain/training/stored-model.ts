import type { ModelName } from '../buying/buying-model.js';
import type { Parameters } from '../buying/fit-buying-model.js';
import type { GammaGammaParameters } from '../buying/gamma-gamma.js';
import type { CalibratedClassifier } from './calibrated-classifier.js';

/** In the order in which they are preferred while none is better beyond noise: the first ones need no outcomes or fewer features. */
export const candidateNames = ['closedForm', 'recency', 'logistic', 'boostedTrees'] as const;
export type CandidateName = (typeof candidateNames)[number];

/** How often members with about this probability did leave when the model was tried: what an interval is made of. */
export interface OutcomeBand {
  readonly from: number;
  readonly low: number;
  readonly high: number;
}

/** When members buy and what they spend, as fitted; times in days, money in minor units. */
export interface StoredBuying {
  readonly name: ModelName;
  readonly parameters: Parameters;
  /** Of the logarithms of the parameters; null where the likelihood is flat in some direction. */
  readonly covariance: readonly (readonly number[])[] | null;
  readonly gammaGamma: GammaGammaParameters | null;
  /** Mean value of a repeat day over members: where Gamma-Gamma has nothing to say. */
  readonly meanDayValue: number;
  /** Then that mean is everybody's; absent in models of before it was tested for. */
  readonly isSpendingAlike?: boolean;
}

/** Everything that a score needs, as plain data. */
export interface StoredModel {
  readonly chosen: CandidateName;
  readonly horizonDays: number;
  /** Share that left when the model was tried: where every explanation starts. */
  readonly baseRate: number;
  readonly buying: StoredBuying;
  /** Null for the closed form, which predicts by `buying` alone. */
  readonly classifier: CalibratedClassifier | null;
  readonly bands: readonly OutcomeBand[];
  /** Codes that go with each answer: degeneracy, drift, thin data. */
  readonly flags: readonly string[];
}
