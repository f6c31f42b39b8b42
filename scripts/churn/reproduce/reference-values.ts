import type { FittedModelName } from '../../../apps/churn/src/domain/buying/buying-model.js';
import type { Parameters } from '../../../apps/churn/src/domain/buying/fit-buying-model.js';

/** What a model must answer for one member, in weeks. */
export interface ReferencePrediction {
  readonly x: number;
  readonly recency: number;
  readonly age: number;
  readonly horizon: number;
  readonly alive: number;
  readonly buys?: number;
  readonly expected: number;
}

export interface ReferenceModel {
  /** As published, rounded as they are. */
  readonly parameters: Parameters;
  readonly predictions: readonly ReferencePrediction[];
  /** Repeat purchases that a newcomer makes in 52 weeks. */
  readonly newcomerIn52: number;
}

/**
 * The published formulas at the published parameters, evaluated once with mpmath 1.3 at 60 digits: hypergeometric functions for
 * expectations and for Pareto/NBD's P(alive), a double integral over the posterior for its chance to buy. Our code computes the same by
 * other means (sums and quadrature), so that agreement to 1e-6 is not one formula typed twice.
 */
export const references: Readonly<Record<FittedModelName, ReferenceModel>> = {
  bgnbd: {
    parameters: { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 },
    predictions: [
      row([2, 30.43, 38.86, 39], 0.726614044854247, 1.22592265798703, 0.554611707844999),
      row([26, 30.85714, 31, 52], 0.968855206835152, 25.7576070777923, 0.968855206786351),
      row([0, 0, 38.86, 39], 1, 0.19478676916062, 0.14433157050844),
      row([1, 5, 20, 13], 0.483526394476449, 0.289732680302806, 0.199050785174756),
      row([7, 30, 39, 4], 0.663908515032091, 0.430542477600433, 0.313251695359151),
      row([200, 37, 38, 52], 0.681298177766444, 119.030366787492, 0.681298177766444),
      row([1000, 99, 100, 10], 0.0769484042993782, 7.1069948048085, 0.0769484042993782),
      row([1000, 10, 100, 39], 0, 0, 0),
    ],
    newcomerIn52: 1.44405999489824,
  },
  mbgnbd: {
    parameters: { r: 0.5248, alpha: 6.1831, a: 0.8914, b: 1.614 },
    predictions: [
      row([2, 30.43, 38.86, 39], 0.706118000264263, 1.26262670585253, 0.559908654094001),
      row([26, 30.85714, 31, 52], 0.96548306695488, 23.9977134595634, 0.965483066874158),
      row([0, 0, 38.86, 39], 0.389724533257172, 0.153945160253977, 0.108791259534499),
      row([1, 5, 20, 13], 0.444894831742508, 0.301783828456207, 0.204293049068004),
      row([7, 30, 39, 4], 0.644937532908765, 0.416479154926275, 0.304290221426702),
      row([200, 37, 38, 52], 0.696497227801912, 113.673604368752, 0.696497227801912),
      row([1000, 99, 100, 10], 0.0799550994243651, 7.23578892075993, 0.0799550994243651),
      row([1000, 10, 100, 39], 0, 0, 0),
    ],
    newcomerIn52: 1.41873168089225,
  },
  pnbd: {
    parameters: { r: 0.5533, alpha: 10.5777, s: 0.6062, beta: 11.6687 },
    predictions: [
      row([2, 30.43, 38.86, 39], 0.869123270082807, 1.45514120472972, 0.59191692498427),
      row([26, 30.85714, 31, 52], 0.99787349850451, 25.4556204156538),
      row([0, 0, 38.86, 39], 0.295112175037867, 0.10707047087628, 0.069273152557176),
      row([1, 5, 20, 13], 0.535918006262341, 0.317548896891562),
      row([7, 30, 39, 4], 0.770057212418278, 0.45850395270462, 0.33451748893776),
      row([200, 37, 38, 52], 0.840047190777883, 142.559718246833),
      row([1000, 99, 100, 10], 0.157682821631399, 13.8980834141975),
      row([1000, 10, 100, 39], 0, 0, 0),
    ],
    newcomerIn52: 1.47354711306821,
  },
};

function row(
  [x, recency, age, horizon]: readonly [number, number, number, number],
  alive: number,
  expected: number,
  buys?: number,
): ReferencePrediction {
  return { x, recency, age, horizon, alive, expected, ...(buys !== undefined && { buys }) };
}
