import fc from 'fast-check';
import { fitBoostedTrees } from '../learning/boosted-trees.js';
import type { FeatureTable } from '../learning/feature-table.js';
import { fitLogistic } from '../learning/logistic-regression.js';
import { seededRandom } from '../numeric/random.js';
import { fitStoredLogistic, fitStoredTrees } from './fit-stored.js';
import { columnsOf, explainLogOdds, logOddsOf, type StoredClassifier } from './stored-classifier.js';

const members = 120;
const random = seededRandom(2);
const table: FeatureTable = {
  names: ['a', 'b', 'gaps'],
  columns: [0, 1, 2].map((which) =>
    Float64Array.from({ length: members }, () => (which === 2 && random() < 0.3 ? Number.NaN : 50 * random() - 80)),
  ),
  members,
};
const labels = Uint8Array.from({ length: members }, (_, member) =>
  Number((table.columns[0]?.[member] ?? 0) + 20 * random() > -45),
);

describe('a stored classifier', () => {
  const linear = fitStoredLogistic(table, labels, 1);
  const trees = fitStoredTrees(table, labels, 1);

  it('says what the one that it was made from says, beyond what was learnt from too', () => {
    const further = { ...table, columns: table.columns.map((column) => column.map((value) => 3 * value)) };
    for (const seen of [table, further]) {
      closeTo(logOddsOf(linear, seen), fitLogistic(table, labels).logOdds(seen));
      closeTo(logOddsOf(trees, seen), fitBoostedTrees(table, labels, 1).logOdds(seen));
    }
  });

  it('can be taken apart and stored', () => {
    for (const classifier of [linear, trees]) {
      const stored = JSON.parse(JSON.stringify(classifier)) as StoredClassifier;
      const whole = logOddsOf(classifier, table);
      fc.assert(
        fc.property(fc.nat(members - 1), (member) => {
          const { logOdds, base, byFeature } = explainLogOdds(stored, columnsOf(stored, table), member);
          expect(logOdds).toBe(whole[member]);
          expect(byFeature.reduce((sum, part) => sum + part, base)).toBeCloseTo(whole[member] ?? 0, 9);
        }),
      );
    }
  });

  it('refuses a table that lacks one of its features', () => {
    expect(() => columnsOf(linear, { names: ['a'], columns: [new Float64Array(1)], members: 1 })).toThrow(/b/);
  });
});

function closeTo(actual: Float64Array, expected: Float64Array): void {
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 9);
}
