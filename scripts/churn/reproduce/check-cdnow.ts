import type { FittedModelName } from '../../../apps/churn/src/domain/buying/buying-model.js';
import { buyingModel, fitBuyingModel } from '../../../apps/churn/src/domain/buying/fit-buying-model.js';
import { fitGammaGamma } from '../../../apps/churn/src/domain/buying/fit-gamma-gamma.js';
import { groupHistories } from '../../../apps/churn/src/domain/buying/history-groups.js';
import { daysPerUnit, historyAt } from '../../../apps/churn/src/domain/buying/history.js';
import { churnLabels, knownAt, type MemberDays } from '../../../apps/churn/src/domain/evaluation/known-at.js';
import { auc } from '../../../apps/churn/src/domain/learning/metrics.js';
import { parseDay } from '../calendar-day.js';
import { holdoutOf, type HoldoutRow } from '../holdout.js';
import { atLeast, atMost, exactly, within, type Check } from './check.js';
import { readCdnow } from './read-cdnow.js';

const unit = 'week';
const calibrationEnd = parseDay('1997-09-30') ?? Number.NaN;
const observationEnd = parseDay('1998-06-30') ?? Number.NaN;

interface PublishedFit {
  readonly parameters: Readonly<Record<string, readonly [value: number, tolerance: number]>>;
  readonly logLikelihood: number;
}

const ofR = 0.000_5;
const ofAlpha = 0.005;
const ofA = 0.003;
const ofB = 0.015;
const ofLogLikelihood = 0.001;

/** Fader, Hardie & Lee (2005); Batislam et al. (2007) on the same sample; Fader & Hardie (2005, 2013); all in weeks. */
const publishedFits: Readonly<Record<FittedModelName, PublishedFit>> = {
  bgnbd: {
    parameters: { r: [0.2426, ofR], alpha: [4.4136, ofAlpha], a: [0.7929, ofA], b: [2.4259, ofB] },
    logLikelihood: -9582.4292,
  },
  mbgnbd: {
    parameters: { r: [0.5248, ofR], alpha: [6.1831, ofAlpha], a: [0.8914, ofA], b: [1.614, ofB] },
    logLikelihood: -9582.1357,
  },
  pnbd: {
    parameters: { r: [0.5533, ofR], alpha: [10.5777, ofAlpha], s: [0.6062, 0.005], beta: [11.6687, 0.05] },
    logLikelihood: -9594.9762,
  },
};
const publishedGammaGamma = { p: [6.2496, 0.01], q: [3.7442, 0.005], v: [15.4435, 0.05] } as const;

/** Members by repeat days in calibration (the last: 7 and more) and their mean days with a purchase in the holdout's 39 weeks. */
const publishedHoldout = [
  [1_411, 0.2367],
  [439, 0.697],
  [214, 1.3925],
  [100, 1.56],
  [62, 2.5323],
  [38, 2.9474],
  [29, 3.8621],
  [64, 6.3594],
] as const;
/** What Pareto/NBD expected of them in the walkthrough of the R package BTYD. */
const publishedParetoHoldout = [0.1385, 0.5996, 1.1956, 1.7141, 2.399, 2.9074, 3.8187, 6.4034];
const ofPrintedMean = 0.000_051;
const ofExpectedMean = 0.001;

export async function checkCdnow(path: string): Promise<Check[]> {
  const members = await readCdnow(path);
  const histories = members.flatMap(({ days }) => historyAt(days, calibrationEnd, unit) ?? []);
  const groups = groupHistories(histories);
  const fits = (['bgnbd', 'mbgnbd', 'pnbd'] as const).map((name) => fitBuyingModel(name, groups));
  const holdouts = new Map(fits.map(({ name, parameters }) => [name, rowsOf(members, buyingModel(name, parameters))]));
  const bgnbd = fits[0];
  return [
    exactly('customers', 2_357, histories.length),
    ...fits.flatMap(({ name, parameters, logLikelihood }) =>
      name === 'nbd' ? [] : checkFit(name, parameters, logLikelihood),
    ),
    ...checkSpending(fitGammaGamma(histories)),
    ...(bgnbd ? checkPredictions(bgnbd.parameters) : []),
    ...checkRankings(
      members,
      fits.map(({ name, parameters }) => [name, buyingModel(name, parameters)] as const),
    ),
    ...checkHoldout(holdouts.get('bgnbd') ?? [], holdouts.get('pnbd') ?? []),
  ];
}

function checkFit(name: FittedModelName, parameters: Readonly<Record<string, number>>, logLikelihood: number): Check[] {
  const published = publishedFits[name];
  return [
    ...Object.entries(published.parameters).map(([parameter, [value, tolerance]]) =>
      within(`${name} ${parameter}`, value, parameters[parameter] ?? Number.NaN, tolerance),
    ),
    within(`${name} log-likelihood`, published.logLikelihood, logLikelihood, ofLogLikelihood),
  ];
}

function checkSpending(fitted: ReturnType<typeof fitGammaGamma>): Check[] {
  const fit = fitted?.degenerate === false ? fitted : undefined;
  return [
    ...(['p', 'q', 'v'] as const).map((name) =>
      within(
        `gamma-gamma ${name}`,
        publishedGammaGamma[name][0],
        fit?.[name] ?? Number.NaN,
        publishedGammaGamma[name][1],
      ),
    ),
    within('gamma-gamma log-likelihood', -4055.9177, fit?.logLikelihood ?? Number.NaN, ofLogLikelihood),
  ];
}

/** To the printed digits, at the fitted parameters. */
function checkPredictions(parameters: Readonly<Record<string, number>>): Check[] {
  const model = buyingModel('bgnbd', parameters);
  const first = { frequency: 2, recency: 30.43, age: 38.86, meanValue: 0 };
  const frequent = { frequency: 26, recency: 30.857_14, age: 31, meanValue: 0 };
  return [
    within('bgnbd E[Y(39) | 2, 30.43, 38.86]', 1.226, model.expectedPurchases(first, 39), 0.000_5),
    within('bgnbd P(alive | 26, 30.857, 31)', 0.968_85, model.probabilityAlive(frequent) ?? Number.NaN, 0.000_005),
    within('bgnbd E[Y(52) | 26, 30.857, 31]', 25.757, model.expectedPurchases(frequent, 52), 0.000_5),
    within('bgnbd E[X(52)]', 1.444, model.expectedPurchasesOfNewcomer(52), 0.000_05),
  ];
}

/** Who had bought by the end of calibration and not in the 39 weeks after it: what each way to rank them is worth. */
function checkRankings(
  members: readonly MemberDays[],
  models: readonly (readonly [string, ReturnType<typeof buyingModel>])[],
): Check[] {
  const known = knownAt(members, calibrationEnd).flatMap(({ days }) => historyAt(days, calibrationEnd, unit) ?? []);
  const horizonDays = observationEnd - calibrationEnd;
  const labels = churnLabels(members, calibrationEnd, horizonDays);
  const [bgnbd, mbgnbd] = ['bgnbd', 'mbgnbd'].map((wanted) => models.find(([name]) => name === wanted)?.[1]);
  const byAlive = Float64Array.from(known, (history) => 1 - (bgnbd?.probabilityAlive(history) ?? Number.NaN));
  const byBuying = Float64Array.from(
    known,
    (history) => 1 - (mbgnbd?.probabilityOfBuying(history, horizonDays / daysPerUnit[unit]) ?? Number.NaN),
  );
  return [
    atMost('AUC of 1 − P(alive) by bgnbd: worse than a coin', 0.35, auc(byAlive, labels)),
    atLeast('AUC of 1 − P(buys in 39) by mbgnbd', 0.755, auc(byBuying, labels)),
  ];
}

function rowsOf(members: readonly MemberDays[], model: ReturnType<typeof buyingModel>): readonly HoldoutRow[] {
  return holdoutOf(members, model, { calibrationEnd, observationEnd, unit }).byFrequency;
}

function checkHoldout(bgnbd: readonly HoldoutRow[], pnbd: readonly HoldoutRow[]): Check[] {
  return publishedHoldout.flatMap(([n, actual], x) => {
    const name = `holdout x = ${x}${x === publishedHoldout.length - 1 ? '+' : ''}`;
    const [ours, expected] = [bgnbd[x], pnbd[x]?.expected ?? Number.NaN];
    return [
      exactly(`${name} customers`, n, ours?.n ?? 0),
      within(`${name} actual mean`, actual, ours?.actual ?? Number.NaN, ofPrintedMean),
      within(`${name} expected by pnbd`, publishedParetoHoldout[x] ?? Number.NaN, expected, ofExpectedMean),
    ];
  });
}
