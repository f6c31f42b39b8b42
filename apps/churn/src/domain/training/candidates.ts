import { memberFeatures } from '../features/member-features.js';
import { type KnownMember, knownByDay, type MemberPurchases, outcomesAfter } from '../features/member-purchases.js';
import { type CalibratedClassifier, fitCalibratedClassifier, probabilitiesOf } from './calibrated-classifier.js';
import { closedFormChurn, type TrainedClosedForm, trainClosedForm } from './closed-form.js';
import { fitStoredLogistic, fitStoredRecency, fitStoredTrees, type StoredLearner } from './fit-stored.js';
import type { CandidateName, StoredModel } from './stored-model.js';

export type Learned = Exclude<CandidateName, 'closedForm'>;
export type Unavailable = { readonly unavailable: string };

const learners: Readonly<Record<Learned, StoredLearner>> = {
  recency: fitStoredRecency,
  logistic: fitStoredLogistic,
  boostedTrees: fitStoredTrees,
};

/** Below these a learner has too little to learn from and to calibrate on. */
const membersMin = 100;
const rarerMin = 20;

/** Everything that can predict from what was known at a cut. */
export interface Candidates {
  readonly closedForm: TrainedClosedForm | Unavailable;
  /** Absent where it was not asked for. */
  readonly learned: Readonly<Partial<Record<Learned, CalibratedClassifier | Unavailable>>>;
  /** Of the members that the learners were taught on. */
  readonly trainLabels: Uint8Array;
}

/** A member with what was known at a cut, and all that came. */
export interface MemberAtCut {
  readonly known: KnownMember;
  readonly all: MemberPurchases;
}

export function membersAtCut(members: readonly MemberPurchases[], cutDay: number): MemberAtCut[] {
  return members.flatMap((all) => {
    const known = knownByDay(all, cutDay);
    return known ? [{ known, all }] : [];
  });
}

export interface CandidateTask {
  /** The closed form is fitted on everything up to it. */
  readonly cutDay: number;
  /** The learners see features as of this day and what came in the horizon after it, at most up to the cut. */
  readonly trainCutDay: number;
  readonly horizonDays: number;
  readonly seed: number;
  readonly learners: readonly Learned[];
}

export function trainCandidates(members: readonly MemberPurchases[], task: CandidateTask): Candidates {
  const { cutDay, trainCutDay, horizonDays, seed } = task;
  const then = membersAtCut(members, trainCutDay);
  const labels = outcomesAfter(
    then.map(({ all }) => all),
    trainCutDay,
    horizonDays,
  );
  const table = memberFeatures(
    then.map(({ known }) => known),
    trainCutDay,
  );
  const left = labels.reduce((sum, label) => sum + label, 0);
  const isEnough = labels.length >= membersMin && Math.min(left, labels.length - left) >= rarerMin;
  const learn = (name: Learned): CalibratedClassifier | Unavailable =>
    isEnough ? fitCalibratedClassifier(learners[name], table, labels, seed) : { unavailable: 'too_little_data' };
  return {
    closedForm: trainClosedForm(
      membersAtCut(members, cutDay).map(({ known }) => known),
      cutDay,
    ),
    learned: Object.fromEntries(task.learners.map((name) => [name, learn(name)])),
    trainLabels: labels,
  };
}

/** @returns churn probabilities of the members known at the cut, or why there are none */
export function predictWith(
  candidates: Candidates,
  name: CandidateName,
  known: readonly KnownMember[],
  { cutDay, horizonDays }: { cutDay: number; horizonDays: number },
): Float64Array | Unavailable {
  if (name === 'closedForm') {
    const { closedForm } = candidates;
    return 'unavailable' in closedForm ? closedForm : closedFormChurn(closedForm.stored, known, cutDay, horizonDays);
  }
  const learned = candidates.learned[name];
  if (!learned) return { unavailable: 'not_tried' };
  return 'unavailable' in learned ? learned : probabilitiesOf(learned, memberFeatures(known, cutDay));
}

/** What a stored model says of members as of a cut. */
export function predictStored(
  { buying, classifier, horizonDays }: StoredModel,
  known: readonly KnownMember[],
  cutDay: number,
): Float64Array {
  return classifier
    ? probabilitiesOf(classifier, memberFeatures(known, cutDay))
    : closedFormChurn(buying, known, cutDay, horizonDays);
}
