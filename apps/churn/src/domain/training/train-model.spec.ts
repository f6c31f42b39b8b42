import { type DatedPurchase, knownByDay, type MemberPurchases } from '../features/member-purchases.js';
import { seededRandom } from '../numeric/random.js';
import { percentileScale } from '../scoring/percentile-scale.js';
import { scoreMembers, valuesIfRetained } from '../scoring/score-members.js';
import { ServingModel } from '../scoring/serving-model.js';
import { historiesOf } from './closed-form.js';
import type { StoredModel } from './stored-model.js';
import { type TrainedModel, trainModel } from './train-model.js';

const firstDay = 20_000;
const asOfDay = firstDay + 420;
const task = { asOfDay, horizonDays: 60, seed: 7 };

/** Members who buy at their own pace and leave at their own time. */
function population(count: number, dropout: number): MemberPurchases[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_, index) => {
    const gapDays = 5 + 40 * random() ** 2;
    // Members spend at their own scale: where all spend alike, the fit of spending has no best point and takes long.
    const usual = 2_000 / (0.1 + random());
    const purchases: DatedPurchase[] = [];
    for (
      let day = firstDay + Math.floor(random() * 200);
      day <= asOfDay;
      day += 1 + Math.floor(-Math.log(1 - random()) * gapDays)
    ) {
      purchases.push({
        day,
        knownDay: day,
        value: Math.floor(usual * (0.5 + random())),
        total: 10_000,
        storeId: 'S01',
        channel: random() < 0.3 ? 'app' : 'pos',
        categories: ['food'],
        changes: [],
      });
      if (random() < dropout) break;
    }
    return { member: `m${String(index)}`, purchases };
  });
}

describe('trainModel', () => {
  const members = population(170, 0.12);
  /** Too few to teach a learner on: the closed form alone, which is quick. */
  const few = population(95, 0.12);
  const first = trainModel(members, task) as TrainedModel;

  it('predicts out of time and says how well', () => {
    const { candidates, n, baseRate, decision } = first.report;
    expect(n).toBeGreaterThan(100);
    expect(baseRate).toBeGreaterThan(0.1);
    expect(decision).toBe('promote');
    expect(Object.values(candidates).every((each) => 'auc' in each && each.auc > 0.5)).toBe(true);
  });

  it('gives the same model for the same seed, whatever the order of the members', () => {
    expect(JSON.stringify(trainModel(members.toReversed(), task))).toBe(JSON.stringify(first));
  });

  it('does not promote a model that is not better than the champion beyond noise', () => {
    const champion = { version: 'v1', model: (trainModel(few, task) as TrainedModel).model, asOfDay };
    const { report } = trainModel(few, { ...task, champion }) as TrainedModel;
    expect(report).toMatchObject({ decision: 'keep_champion', champion: { version: 'v1', sawOutcomes: true } });
  });

  it('promotes a model that beats the champion', () => {
    const model: StoredModel = { ...first.model, classifier: null, buying: { ...first.model.buying, name: 'nbd' } };
    const { report } = trainModel(few, {
      ...task,
      champion: { version: 'v0', model, asOfDay: asOfDay - 200 },
    }) as TrainedModel;
    expect(report).toMatchObject({ decision: 'promote', reason: 'better_beyond_noise' });
  });

  it('names too little data', () => {
    expect(trainModel(population(30, 0.1), task)).toEqual({ unavailable: 'thin_data' });
    expect(trainModel([], task)).toEqual({ unavailable: 'thin_data' });
  });

  it('names a degenerate fit and what stands in for it', () => {
    const { model, report } = trainModel(population(95, 0), { ...task, horizonDays: 20 }) as TrainedModel;
    expect(report.flags).toContain('degenerate_fit');
    expect(report.closedForm.fallback).toBe('nbd');
    expect(model.buying.name).toBe('nbd');
  });

  it('scores with contributions that sum to the unrounded score, the same after a trip through JSON', () => {
    const stored = JSON.parse(JSON.stringify(first.model)) as StoredModel;
    const subjects = members.flatMap((member) => {
      const known = knownByDay(member, asOfDay);
      return known ? [{ known, daysToPointsExpiry: null, daysToTierReview: null }] : [];
    });
    const known = subjects.map((subject) => subject.known);
    for (const each of [stored, { ...stored, classifier: null }]) {
      const model = new ServingModel(each);
      const scale = percentileScale('night', valuesIfRetained(model, historiesOf(known, asOfDay)));
      const scores = scoreMembers(model, subjects, scale, asOfDay);
      for (const { contributions, exact, interval, parts } of scores) {
        expect(contributions.reduce((sum, { millionths }) => sum + millionths, 0)).toBe(exact);
        expect(interval.low).toBeLessThanOrEqual(parts.probability / 1e6 + 1e-6);
        expect(interval.high).toBeGreaterThanOrEqual(parts.probability / 1e6 - 1e-6);
      }
      expect(scoreMembers(new ServingModel(each), subjects, scale, asOfDay)).toEqual(scores);
    }
  });
});
