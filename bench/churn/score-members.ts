import {
  type DatedPurchase,
  type KnownMember,
  knownByDay,
  type MemberPurchases,
  outcomesAfter,
} from '../../apps/churn/src/domain/features/member-purchases.js';
import { memberFeatures } from '../../apps/churn/src/domain/features/member-features.js';
import { percentileScale } from '../../apps/churn/src/domain/scoring/percentile-scale.js';
import { scoreMembers, valuesIfRetained } from '../../apps/churn/src/domain/scoring/score-members.js';
import { ServingModel } from '../../apps/churn/src/domain/scoring/serving-model.js';
import { fitCalibratedClassifier } from '../../apps/churn/src/domain/training/calibrated-classifier.js';
import { historiesOf, trainClosedForm } from '../../apps/churn/src/domain/training/closed-form.js';
import { fitStoredTrees } from '../../apps/churn/src/domain/training/fit-stored.js';
import type { StoredModel } from '../../apps/churn/src/domain/training/stored-model.js';
import { benchToday, simulateMembers, type SimulatedMember } from './simulated-members.js';

const fittedMembers = 20_000;
/** As many as the service scores at a time. */
const pageMembers = 1_000;
const horizonDays = 90;
const seed = 1;

/**
 * What the service computes for a member, for each of so many: probability, interval, expected purchases, values, score, contributions.
 * Reading and writing are not in it, nor is making the members up.
 * @returns seconds, and the sum of all scores
 */
export function timeScoring(
  chosen: 'closedForm' | 'boostedTrees',
  members: number,
): { seconds: number; check: number } {
  const model = new ServingModel(fitted(chosen));
  const first = knownOf([...simulateMembers(fittedMembers)].map(factsOf), benchToday);
  const scale = percentileScale('night', valuesIfRetained(model, historiesOf(first, benchToday)));
  let [ms, check] = [0, 0];
  let page: MemberPurchases[] = [];
  const scorePage = (): void => {
    const from = performance.now();
    // Taking what was known by the day from the facts is part of the work.
    const subjects = knownOf(page, benchToday).map((known) => ({
      known,
      daysToPointsExpiry: null,
      daysToTierReview: null,
    }));
    const scores = scoreMembers(model, subjects, scale, benchToday);
    ms += performance.now() - from;
    check += scores.reduce((sum, { score }) => sum + score, 0);
    page = [];
  };
  for (const member of simulateMembers(members)) {
    page.push(factsOf(member));
    if (page.length === pageMembers) scorePage();
  }
  scorePage();
  return { seconds: ms / 1_000, check };
}

function fitted(chosen: 'closedForm' | 'boostedTrees'): StoredModel {
  const facts = [...simulateMembers(fittedMembers)].map(factsOf);
  const cut = benchToday - horizonDays;
  const closedForm = trainClosedForm(knownOf(facts, benchToday), benchToday);
  if ('unavailable' in closedForm)
    throw new Error(`The simulated members cannot be fitted: ${closedForm.unavailable}.`);
  const buyers = facts.filter((each) => knownByDay(each, cut) !== undefined);
  const learn = (): StoredModel['classifier'] =>
    fitCalibratedClassifier(
      fitStoredTrees,
      memberFeatures(knownOf(buyers, cut), cut),
      outcomesAfter(buyers, cut, horizonDays),
      seed,
    );
  return {
    chosen,
    horizonDays,
    baseRate: 0.5,
    buying: closedForm.stored,
    classifier: chosen === 'closedForm' ? null : learn(),
    bands: [{ from: 0, low: 0, high: 1 }],
    flags: [],
  };
}

function knownOf(facts: readonly MemberPurchases[], day: number): KnownMember[] {
  return facts.flatMap((each) => knownByDay(each, day) ?? []);
}

function factsOf({ memberId, storeId, purchases }: SimulatedMember): MemberPurchases {
  return {
    member: memberId,
    purchases: purchases.map(({ day, payableMinor, channel, category, isReturned }): DatedPurchase => ({
      day,
      knownDay: day,
      value: payableMinor,
      total: payableMinor,
      storeId,
      channel,
      categories: [category],
      changes: isReturned ? [{ day, refund: 0, voided: false }] : [],
    })),
  };
}
