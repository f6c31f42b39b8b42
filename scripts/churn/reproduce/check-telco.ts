import { fitBoostedTrees } from '../../../apps/churn/src/domain/learning/boosted-trees.js';
import type { Learner } from '../../../apps/churn/src/domain/learning/classifier.js';
import { crossValidate } from '../../../apps/churn/src/domain/learning/cross-validation.js';
import { fitLogistic } from '../../../apps/churn/src/domain/learning/logistic-regression.js';
import { encodeColumns } from '../../../apps/churn/src/domain/learning/one-hot.js';
import { csvLines } from '../csv-rows.js';
import { atLeast, atMost, exactly, type Check } from './check.js';

const seed = 1;
const learners: readonly (readonly [string, Learner])[] = [
  ['logistic regression', (table, labels) => fitLogistic(table, labels)],
  ['boosted trees', fitBoostedTrees],
];

/** Five-fold cross-validation on the labelled sample of a phone company, calibration inside each fold. */
export async function checkTelco(path: string): Promise<Check[]> {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of csvLines(path)) rows.push(cells);
  const [names = [], ...members] = rows;
  const columns = names.map((name, index) => ({ name, values: members.map((cells) => cells[index] ?? '') }));
  const table = encodeColumns(columns.filter(({ name }) => name !== 'customerID' && name !== 'Churn'));
  const churned = columns.find(({ name }) => name === 'Churn')?.values ?? [];
  const labels = Uint8Array.from(churned, (value) => Number(value === 'Yes'));
  return [
    exactly('customers', 5_700, members.length),
    ...learners.flatMap(([name, learner]) => {
      const { auc, brier, ece } = crossValidate(learner, table, labels, seed);
      return [
        atLeast(`${name}: AUC`, 0.835, auc),
        atMost(`${name}: Brier score`, 0.14, brier),
        atMost(`${name}: expected calibration error`, 0.03, ece),
      ];
    }),
  ];
}
