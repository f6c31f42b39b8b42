import fc from 'fast-check';
import { seededRandom } from '../numeric/random.js';
import { driftOf } from './base-rate-drift.js';
import { evaluateChurn } from './evaluate-churn.js';
import { churnLabels, knownAt, type MemberDays } from './known-at.js';
import { predictChurn } from './predict-churn.js';
import { purchaseFeatures } from './purchase-features.js';

const task = { cutDay: 300, horizonDays: 60, trainCutDay: 240, seed: 5 };

/** Members who buy at a pace of their own and stop at some point, over 400 days. */
function population(seed: number, count = 160): MemberDays[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const [gap, stop] = [5 + 60 * random(), 60 + 700 * random()];
    const days = new Map<number, number>();
    for (let day = Math.floor(200 * random()); day < Math.min(400, stop); day += 1 + Math.floor(2 * gap * random())) {
      days.set(day, Math.round(100 * random()));
    }
    if (days.size === 0) days.set(0, 1);
    return { member: `m${index}`, days: [...days].map(([day, value]) => ({ day, value })) };
  });
}

describe('predictChurn', () => {
  it('does not change with anything that comes after the cut', () => {
    const members = population(1);
    const rewritten = members.map(({ member, days }, index) => ({
      member,
      days: [
        ...days.filter(({ day }) => day <= task.cutDay),
        ...(index % 2 === 0 ? [{ day: 301, value: 5_000 }] : [{ day: 399, value: 1 }]),
      ],
    }));
    expect(predictChurn(rewritten, task)).toEqual(predictChurn(members, task));
  });

  it('refuses a train cut whose outcomes are not known at the cut', () => {
    expect(() => predictChurn(population(1), { ...task, trainCutDay: 241 })).toThrow('not known');
  });

  it('needs members and both outcomes to learn, the closed form neither labels nor a train cut', () => {
    const { recency, logistic, boostedTrees, closedForm } = predictChurn(population(1), {
      ...task,
      horizonDays: 290,
      trainCutDay: 5,
    });
    expect([recency, logistic, boostedTrees]).toEqual(Array(3).fill({ unavailable: 'too_little_data' }));
    expect(closedForm).toBeInstanceOf(Float64Array);
  });
});

describe('purchaseFeatures', () => {
  it('fails when it is given what came after the cut', () => {
    const members = population(3, 5);
    expect(() => purchaseFeatures(members, 20)).toThrow('past the cut');
    expect(purchaseFeatures(knownAt(members, 20), 20).members).toBe(knownAt(members, 20).length);
  });

  it('is as of any cut what a file that ends there would give', () => {
    const members = population(4, 30);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (cut) => {
        const file = members
          .map(({ member, days }) => ({ member, days: days.filter(({ day }) => day <= cut) }))
          .filter(({ days }) => days.length > 0);
        expect(purchaseFeatures(knownAt(members, cut), cut)).toEqual(purchaseFeatures(file, cut));
      }),
    );
  });
});

describe('evaluateChurn', () => {
  it('counts who had bought by the cut, and who then did not within the horizon', () => {
    const days = (...list: number[]) => list.map((day) => ({ day, value: 1 }));
    const members = [
      { member: 'stays', days: days(10, 360) },
      { member: 'late', days: days(10, 361) },
      { member: 'new', days: days(301) },
      { member: 'on the cut', days: days(300) },
    ];
    expect([...churnLabels(members, task.cutDay, task.horizonDays)]).toEqual([0, 1, 1]);
    const { n, baseRate, models } = evaluateChurn(members, task);
    expect(n).toBe(3);
    expect(baseRate).toBeCloseTo(2 / 3, 12);
    expect(models.closedForm).toEqual({ unavailable: 'one_time_buyers' });
  });

  it('does better than chance where members do stop', () => {
    const { models, aucIntervals } = evaluateChurn(population(6), task);
    for (const quality of Object.values(models)) expect('auc' in quality && quality.auc).toBeGreaterThan(0.6);
    expect(aucIntervals.logistic?.low).toBeGreaterThan(0.5);
  });
});

describe('driftOf', () => {
  const labels = (ones: number, n: number): Uint8Array =>
    Uint8Array.from({ length: n }, (_, index) => Number(index < ones));

  it('takes a change for drift when it is large and no accident', () => {
    expect(driftOf(labels(400, 1_000), labels(500, 1_000))).toEqual({
      difference: expect.closeTo(0.1),
      isDrifting: true,
    });
    expect(driftOf(labels(400, 1_000), labels(440, 1_000))?.isDrifting).toBe(false);
    expect(driftOf(labels(4, 10), labels(5, 10))?.isDrifting).toBe(false);
    expect(driftOf(labels(0, 0), labels(5, 10))).toBeUndefined();
  });
});
