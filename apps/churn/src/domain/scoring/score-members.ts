import type { History } from '../buying/history.js';
import { memberFeatures } from '../features/member-features.js';
import type { KnownMember } from '../features/member-purchases.js';
import { historiesOf } from '../training/closed-form.js';
import { columnsOf, explainLogOdds } from '../training/stored-classifier.js';
import { logistic } from '../numeric/logistic.js';
import {
  closedFormParts,
  type Contribution,
  contributionsOf,
  learnedParts,
  type ProbabilityPart,
} from './contributions.js';
import { percentileOf, type PercentileScale } from './percentile-scale.js';
import { millionths, one, type RiskParts, riskScore, type RiskScore } from './risk-score.js';
import type { ServingModel } from './serving-model.js';

/** A member to be scored, with the nearest deadlines from now on, in days. */
export interface ScoringSubject {
  readonly known: KnownMember;
  readonly daysToPointsExpiry: number | null;
  readonly daysToTierReview: number | null;
}

export interface MemberScore extends RiskScore {
  readonly member: string;
  readonly parts: RiskParts;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number };
  /** Expected days with a purchase within the horizon. */
  readonly expectedPurchases: number;
  /** Minor units of the reporting currency, rounded. */
  readonly valueIfRetainedMinor: number;
  readonly lifetimeValueMinor: number;
  readonly expectedLossMinor: number;
  readonly contributions: readonly Contribution[];
  /** Codes of this member alone. */
  readonly flags: readonly string[];
}

/** A deadline counts from 30 days before it. */
const deadlineDays = 30;

/** @returns shape (subjects), same order. Same model, facts and day: same scores. */
export function scoreMembers(
  model: ServingModel,
  subjects: readonly ScoringSubject[],
  scale: PercentileScale,
  today: number,
): MemberScore[] {
  const known = subjects.map((subject) => subject.known);
  const histories = historiesOf(known, today);
  const { classifier, baseRate, horizonDays } = model.stored;
  const columns = classifier ? columnsOf(classifier.classifier, memberFeatures(known, today)) : undefined;
  return subjects.map((subject, index) => {
    const history = histories[index] as History;
    if (!classifier || !columns) {
      const probability = 1 - model.buying.probabilityOfBuying(history, horizonDays);
      return scoreOne(model, {
        subject,
        history,
        probability,
        scale,
        ofProbability: closedFormParts(model.buying, history, { probability, baseRate, horizonDays }),
      });
    }
    // Taken apart once: walking the trees for the probability alone as well took half of the time.
    const parts = explainLogOdds(classifier.classifier, columns, index);
    const probability = logistic(classifier.slope * parts.logOdds + classifier.intercept);
    const valueOf = (feature: number): number => columns[feature]?.[index] ?? Number.NaN;
    return scoreOne(model, {
      subject,
      history,
      probability,
      scale,
      ofProbability: learnedParts(classifier, parts, valueOf, probability),
    });
  });
}

/** Value if retained of each member: what the nightly snapshot is made of. */
export function valuesIfRetained(model: ServingModel, histories: readonly History[]): Float64Array {
  return Float64Array.from(histories, (history) => Math.round(model.valueIfRetained(history)));
}

interface Scored {
  readonly subject: ScoringSubject;
  readonly history: History;
  readonly probability: number;
  readonly ofProbability: readonly ProbabilityPart[];
  readonly scale: PercentileScale;
}

function scoreOne(model: ServingModel, scored: Scored): MemberScore {
  const { subject, history, probability, ofProbability, scale } = scored;
  const valueIfRetainedMinor = Math.round(model.valueIfRetained(history));
  const urgency = urgencyOf(model, history, subject);
  const parts = {
    probability: millionths(probability),
    impact: millionths(percentileOf(scale, valueIfRetainedMinor)),
    urgency: millionths(urgency.share),
  };
  return {
    ...riskScore(parts),
    member: subject.known.member,
    parts,
    interval: model.interval(history, probability),
    expectedPurchases: model.buying.expectedPurchases(history, model.stored.horizonDays),
    valueIfRetainedMinor,
    lifetimeValueMinor: Math.round(model.lifetimeValue(history)),
    expectedLossMinor: Math.round((parts.probability / one) * valueIfRetainedMinor),
    contributions: contributionsOf(parts, ofProbability, urgency),
    flags: history.frequency === 0 ? ['one_purchase_day'] : [],
  };
}

/** The larger of being overdue for one's own rhythm and of a deadline coming near. */
function urgencyOf(
  model: ServingModel,
  history: History,
  { daysToPointsExpiry, daysToTierReview }: ScoringSubject,
): { feature: string; value: number | null; share: number } {
  const reasons = [
    { feature: 'ownRhythm', value: history.age - history.recency, share: model.buying.overdue(history) },
    { feature: 'pointsExpiry', value: daysToPointsExpiry, share: nearness(daysToPointsExpiry) },
    { feature: 'tierReview', value: daysToTierReview, share: nearness(daysToTierReview) },
  ];
  return reasons.reduce((most, reason) => (reason.share > most.share ? reason : most));
}

function nearness(days: number | null): number {
  return days === null || days < 0 ? 0 : Math.min(1, Math.max(0, 1 - days / deadlineDays));
}
