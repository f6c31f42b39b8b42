import { bestStart, maximumLikelihood, type Estimate } from '../numeric/maximum-likelihood.js';
import type { Objective } from '../numeric/minimise.js';
import { BetaGeometricModel, betaGeometricObjective } from './beta-geometric.js';
import type { BuyingModel, ModelName } from './buying-model.js';
import { everyNth, type HistoryGroups } from './history-groups.js';
import { NbdModel, nbdObjective } from './nbd.js';
import { ParetoModel, paretoObjective } from './pareto.js';

/** By the letters of the literature: r, alpha, a, b · r, alpha, s, beta · r, alpha. */
export type Parameters = Readonly<Record<string, number>>;

interface Family {
  readonly names: readonly string[];
  /** Starts for a mean age of 1. */
  readonly starts: readonly (readonly number[])[];
  readonly objective: (groups: HistoryGroups) => Objective;
  readonly model: (parameters: readonly number[]) => BuyingModel;
}

const coinStarts = [
  [0.5, 0.2, 0.8, 2.5],
  [1, 1, 0.3, 5],
  [2, 0.5, 2, 2],
];
/** Parameters in the unit of time. */
const times = new Set(['alpha', 'beta']);

const families: Readonly<Record<ModelName, Family>> = {
  bgnbd: {
    names: ['r', 'alpha', 'a', 'b'],
    starts: coinStarts,
    objective: (groups) => betaGeometricObjective(groups, 0),
    model: ([r = 0, alpha = 0, a = 0, b = 0]) => new BetaGeometricModel({ r, alpha, a, b }, 0),
  },
  mbgnbd: {
    names: ['r', 'alpha', 'a', 'b'],
    starts: coinStarts,
    objective: (groups) => betaGeometricObjective(groups, 1),
    model: ([r = 0, alpha = 0, a = 0, b = 0]) => new BetaGeometricModel({ r, alpha, a, b }, 1),
  },
  pnbd: {
    names: ['r', 'alpha', 's', 'beta'],
    starts: [
      [0.5, 0.3, 0.6, 0.4],
      [1, 1, 1, 1],
      [1, 0.5, 0.3, 3],
    ],
    objective: paretoObjective,
    model: ([r = 0, alpha = 0, s = 0, beta = 0]) => new ParetoModel({ r, alpha, s, beta }),
  },
  nbd: {
    names: ['r', 'alpha'],
    starts: [[0.5, 0.5]],
    objective: nbdObjective,
    model: ([r = 0, alpha = 0]) => new NbdModel({ r, alpha }),
  },
};

export interface BuyingFit {
  readonly name: ModelName;
  readonly parameters: Parameters;
  readonly logLikelihood: number;
  readonly estimate: Estimate;
}

/** Rows above which the starts are first tried on a part of them. */
const pilotRows = 1_000;

/**
 * Fits by maximum likelihood. Starts are relative to the mean age, so that another unit of time gives the same fit, scaled. Where there
 * are many rows the starts compete on an even part of them, and only the winner goes on to all: a third of the time.
 * @param groups some members who came back and some time to look at: see `dataGap`
 */
export function fitBuyingModel(name: ModelName, groups: HistoryGroups): BuyingFit {
  const { names, starts, objective } = families[name];
  const scaled = starts.map((start) =>
    start.map((value, index) => Math.log(value * (times.has(names[index] ?? '') ? groups.meanAge : 1))),
  );
  const part = everyNth(groups, Math.ceil(groups.count.length / pilotRows));
  const chosen = part === groups ? scaled : [[...bestStart(objective(part), scaled).at]];
  const estimate = maximumLikelihood(objective(groups), chosen, groups.members);
  const parameters = Object.fromEntries(
    names.map((each, index) => [each, Math.exp(estimate.logs[index] ?? Number.NaN)]),
  );
  return { name, parameters, logLikelihood: estimate.logLikelihood, estimate };
}

export function parameterNames(name: ModelName): readonly string[] {
  return families[name].names;
}

/** @param parameters all of the model's names, each > 0 */
export function buyingModel(name: ModelName, parameters: Parameters): BuyingModel {
  const { names, model } = families[name];
  return model(names.map((each) => parameters[each] ?? Number.NaN));
}

/** Of all members together, at given parameters. */
export function logLikelihood(name: ModelName, parameters: Parameters, groups: HistoryGroups): number {
  const { names, objective } = families[name];
  const at = Float64Array.from(names, (each) => Math.log(parameters[each] ?? Number.NaN));
  return -objective(groups)(at, new Float64Array(names.length)) * groups.members;
}
