import { driftOf, type Drift } from '../evaluation/base-rate-drift.js';
import type { MemberPurchases } from '../features/member-purchases.js';
import { outcomesAfter } from '../features/member-purchases.js';
import { auc, calibrationTable, quality, type CalibrationBin, type Quality } from '../learning/metrics.js';
import { bootstrapInterval } from '../learning/bootstrap.js';
import {
  type Candidates,
  membersAtCut,
  predictStored,
  predictWith,
  trainCandidates,
  type Unavailable,
} from './candidates.js';
import { compareBrier, type Comparison } from './compare.js';
import { outcomeBands } from './outcome-bands.js';
import { type CandidateName, candidateNames, type StoredModel } from './stored-model.js';

export interface TrainingTask {
  /** The last day whose facts are known. */
  readonly asOfDay: number;
  readonly horizonDays: number;
  readonly seed: number;
  /** The model in use, to be beaten. */
  readonly champion?: { readonly version: string; readonly model: StoredModel; readonly asOfDay: number };
}

/** What a model card tells of a training. Days are whole days since 1970-01-01. */
export interface ModelReport {
  readonly chosen: CandidateName;
  /** Members with a first purchase by the day on which the candidates were tried. */
  readonly n: number;
  readonly baseRate: number;
  readonly cutDay: number;
  readonly trainCutDay: number;
  readonly candidates: Readonly<
    Record<CandidateName, (Quality & { readonly aucInterval: { low: number; high: number } | null }) | Unavailable>
  >;
  readonly calibration: readonly CalibrationBin[];
  readonly drift: Drift | null;
  readonly closedForm: {
    readonly model: string;
    readonly parameters: Readonly<Record<string, number>>;
    readonly logLikelihood: number;
    readonly logLikelihoodNbd: number;
    readonly gammaGamma: { readonly p: number; readonly q: number; readonly v: number } | null;
    readonly degeneracies: readonly string[];
    /** What predicts in place of a degenerate fit. */
    readonly fallback: string | null;
    /** What stands in for a fit of spending where all spend alike. */
    readonly valueFallback: 'mean_value' | null;
  };
  readonly flags: readonly string[];
  readonly champion: {
    readonly version: string;
    readonly brier: number;
    readonly comparison: Comparison;
    /** Then its recipe, taught again without them, stood in for it. */
    readonly sawOutcomes: boolean;
  } | null;
  readonly skill: Comparison;
  readonly decision: 'promote' | 'keep_champion' | 'reject';
  /** Why: a code. */
  readonly reason: string;
}

export interface TrainedModel {
  readonly model: StoredModel;
  readonly report: ModelReport;
}

/**
 * Tries the candidates out of time (features as of asOf − horizon, learners taught a horizon before that), chooses the simplest
 * that is not worse than the best beyond noise, compares it with the champion, and teaches it again on the newest outcomes.
 *
 * @param given facts up to `asOfDay`, nothing later
 * @returns the code of what is missing where nothing can be tried: `thin_data`, `one_outcome_only`, or a gap of the closed form
 */
export function trainModel(given: readonly MemberPurchases[], task: TrainingTask): TrainedModel | Unavailable {
  // An order of its own: folds and samples are drawn by position.
  const members = [...given].sort((one, other) => (one.member < other.member ? -1 : 1));
  const { asOfDay, horizonDays, seed } = task;
  const cutDay = asOfDay - horizonDays;
  const atCut = membersAtCut(members, cutDay);
  const known = atCut.map((each) => each.known);
  const labels = outcomesAfter(
    atCut.map(({ all }) => all),
    cutDay,
    horizonDays,
  );
  const left = labels.reduce((sum, label) => sum + label, 0);
  if (labels.length < membersMin) return { unavailable: 'thin_data' };
  if (left === 0 || left === labels.length) return { unavailable: 'one_outcome_only' };

  const trainCutDay = cutDay - horizonDays;
  const tried = trainCandidates(members, { cutDay, trainCutDay, horizonDays, seed, learners: learnedNames });
  const predictions = new Map<CandidateName, Float64Array>();
  const candidates = Object.fromEntries(
    candidateNames.map((name) => {
      const prediction = predictWith(tried, name, known, { cutDay, horizonDays });
      if (!(prediction instanceof Float64Array)) return [name, prediction];
      predictions.set(name, prediction);
      return [name, { ...quality(prediction, labels), aucInterval: aucInterval(prediction, labels, seed) }];
    }),
  ) as ModelReport['candidates'];
  const chosen = chooseSimplest(predictions, labels, seed);
  if (!chosen) return 'unavailable' in tried.closedForm ? tried.closedForm : { unavailable: 'thin_data' };

  const learners = chosen === 'closedForm' ? [] : [chosen];
  const final = trainCandidates(members, { cutDay: asOfDay, trainCutDay: cutDay, horizonDays, seed, learners });
  if ('unavailable' in final.closedForm) return final.closedForm;
  const learned = chosen === 'closedForm' ? null : (final.learned[chosen] ?? null);
  if (learned && 'unavailable' in learned) return learned;

  const prediction = predictions.get(chosen) ?? new Float64Array();
  const baseRate = left / labels.length;
  const drift = driftOf(tried.trainLabels, labels) ?? null;
  const flags = flagsOf(final, drift);
  const taught = tried.trainLabels;
  const expectedRate = taught.length > 0 ? taught.reduce((sum, label) => sum + label, 0) / taught.length : baseRate;
  const skill = compareBrier(prediction, new Float64Array(labels.length).fill(expectedRate), labels, seed);
  const champion = judgeChampion(task, known, predictions, { chosen, labels });
  const { stored, trained } = final.closedForm;
  return {
    model: {
      chosen,
      horizonDays,
      baseRate,
      buying: stored,
      classifier: learned,
      bands: outcomeBands(prediction, labels),
      flags,
    },
    report: {
      chosen,
      n: labels.length,
      baseRate,
      cutDay,
      trainCutDay,
      candidates,
      calibration: calibrationTable(prediction, labels),
      drift,
      closedForm: {
        model: trained.fit.name,
        parameters: trained.fit.parameters,
        logLikelihood: trained.fit.logLikelihood,
        logLikelihoodNbd: trained.nbd.logLikelihood,
        gammaGamma: stored.gammaGamma,
        degeneracies: trained.degeneracies,
        fallback: trained.degeneracies.length > 0 ? 'nbd' : null,
        valueFallback: trained.spending?.degenerate === true ? 'mean_value' : null,
      },
      flags,
      champion,
      skill,
      ...decide(isSkilled(skill, candidates[chosen]), champion, task),
    },
  };
}

const membersMin = 50;
const learnedNames = ['recency', 'logistic', 'boostedTrees'] as const;
const aucRepetitions = 100;

function aucInterval(prediction: Float64Array, labels: Uint8Array, seed: number): { low: number; high: number } | null {
  const drawn = bootstrapInterval(
    labels.length,
    (sample) =>
      auc(
        Float64Array.from(sample, (member) => prediction[member] ?? 0),
        Uint8Array.from(sample, (member) => labels[member] ?? 0),
      ),
    { seed, repetitions: aucRepetitions },
  );
  return drawn ? { low: drawn.low, high: drawn.high } : null;
}

/** The first, in the order of preference, that the best by Brier score does not beat beyond noise. */
function chooseSimplest(
  predictions: ReadonlyMap<CandidateName, Float64Array>,
  labels: Uint8Array,
  seed: number,
): CandidateName | undefined {
  const byBrier = [...predictions].sort(
    ([, one], [, other]) => quality(one, labels).brier - quality(other, labels).brier,
  );
  const best = byBrier[0]?.[1];
  return candidateNames.find((name) => {
    const prediction = predictions.get(name);
    return prediction && best && (prediction === best || !compareBrier(best, prediction, labels, seed).isBeyondNoise);
  });
}

function flagsOf({ closedForm }: Candidates, drift: Drift | null): string[] {
  if ('unavailable' in closedForm) return [];
  const { degeneracies, isThin, spending } = closedForm.trained;
  return [
    ...(degeneracies.length > 0 ? ['degenerate_fit', ...degeneracies] : []),
    ...(spending?.degenerate === true ? ['spending_alike'] : []),
    ...(isThin ? ['thin_data'] : []),
    ...(drift?.isDrifting ? ['base_rate_drift'] : []),
  ];
}

/**
 * On the same members, out of time. A champion that was taught on the outcomes it would be tried on here is represented by its
 * recipe, taught again without them: else it could not be beaten for a whole horizon after its own training.
 */
function judgeChampion(
  { champion, asOfDay, horizonDays, seed }: TrainingTask,
  known: Parameters<typeof predictStored>[1],
  predictions: ReadonlyMap<CandidateName, Float64Array>,
  { chosen, labels }: { readonly chosen: CandidateName; readonly labels: Uint8Array },
): ModelReport['champion'] {
  if (champion?.model.horizonDays !== horizonDays) return null;
  const cutDay = asOfDay - horizonDays;
  const sawOutcomes = champion.asOfDay > cutDay;
  const recipe = sawOutcomes ? predictions.get(champion.model.chosen) : undefined;
  const prediction = recipe ?? predictStored(champion.model, known, cutDay);
  return {
    version: champion.version,
    brier: quality(prediction, labels).brier,
    comparison: compareBrier(predictions.get(chosen) ?? prediction, prediction, labels, seed),
    sawOutcomes,
  };
}

/** Better than everybody's base rate, or at least in the right order: probabilities drift before ranks do. */
function isSkilled(skill: Comparison, judged: ModelReport['candidates'][CandidateName]): boolean {
  return skill.isBeyondNoise || ('aucInterval' in judged && (judged.aucInterval?.low ?? 0) > 0.5);
}

function decide(
  skilled: boolean,
  champion: ModelReport['champion'],
  task: TrainingTask,
): Pick<ModelReport, 'decision' | 'reason'> {
  if (!skilled) return { decision: 'reject', reason: 'no_skill' };
  if (!champion) return { decision: 'promote', reason: task.champion ? 'horizon_changed' : 'first_model' };
  return champion.comparison.isBeyondNoise
    ? { decision: 'promote', reason: 'better_beyond_noise' }
    : { decision: 'keep_champion', reason: 'not_better_beyond_noise' };
}
