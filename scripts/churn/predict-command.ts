import { fittedModelNames, type ModelName } from '../../apps/churn/src/domain/buying/buying-model.js';
import { buyingModel } from '../../apps/churn/src/domain/buying/fit-buying-model.js';
import { expectedValue } from '../../apps/churn/src/domain/buying/gamma-gamma.js';
import type { History } from '../../apps/churn/src/domain/buying/history.js';
import { BadRows } from './bad-rows.js';
import { choiceOf, exitCodes, numberOf, parseCommandLine, print, required, warn, type Command } from './command.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { csvLine } from './csv-line.js';
import { readParameters, type FittedParameters } from './fitted-parameters.js';

/** A hundred years of days. */
const horizonMax = 36_500;
const modelNames: readonly ModelName[] = [...fittedModelNames, 'nbd'];

const usage = `Usage: npm run churn:predict -- <file> --params <json> --horizon <time>

Writes CSV: member,pAlive,pBuy,expectedPurchases,conditionalValue.

  <file>             CSV, plain or .gz: member,x,t_x,T and, if there is one, z: repeat days, first to last purchase, first
                     purchase to now, mean value of the repeat days; times in the unit of the parameters
  --params <json>    what churn:fit wrote (a file), or JSON: '{"model":"bgnbd","params":{"r":…,"alpha":…,"a":…,"b":…}}'
  --horizon <time>   how far to look, in the unit of the parameters: pBuy and expectedPurchases are for (T, T + horizon]
  --model <name>     of parameters that name none: ${modelNames.join(', ')}
  --help             shows this

1 − pBuy is the churn probability; 1 − pAlive is not. pAlive is empty where the fit was degenerate. conditionalValue, the expected
value of a purchase, is empty without Gamma-Gamma parameters, and for a repeat buyer without z.

Exit: 0 predicted · 2 the command line, the parameters or a row cannot be used
`;

interface Row {
  readonly member: string;
  readonly history: History;
  /** Undefined where the file says nothing of value. */
  readonly meanValue: number | undefined;
}

export const predictCommand: Command = {
  usage,
  run: async (args) => {
    const { file, values } = parseCommandLine(args, ['params', 'horizon', 'model']);
    const path = required(file, 'The file of members');
    const horizon = numberOf(required(values['horizon'], '--horizon'), '--horizon', { min: 0, max: horizonMax });
    const wanted = values['model'] === undefined ? undefined : choiceOf(values['model'], '--model', modelNames);
    const fitted = await readParameters(required(values['params'], '--params'), wanted);
    const rows = await readRows(path);
    if (fitted.isFallback) warn('The fit was degenerate: plain NBD predicts in its place, and pAlive is left empty.');
    await predict(rows, fitted, horizon);
    return exitCodes.done;
  },
};

const rowsPerWrite = 5_000;

async function predict(rows: readonly Row[], fitted: FittedParameters, horizon: number): Promise<void> {
  const model = buyingModel(fitted.model, fitted.parameters);
  await print('member,pAlive,pBuy,expectedPurchases,conditionalValue\n');
  for (let start = 0; start < rows.length; start += rowsPerWrite) {
    const lines = rows
      .slice(start, start + rowsPerWrite)
      .map(({ member, history, meanValue }) =>
        csvLine([
          member,
          model.probabilityAlive(history),
          model.probabilityOfBuying(history, horizon),
          model.expectedPurchases(history, horizon),
          conditionalValue(fitted, history, meanValue),
        ]),
      );
    await print(lines.join(''));
  }
}

/** Where all spend alike, what a member spent says nothing of what they will. */
function conditionalValue(
  { gammaGamma, meanValue: ofAll }: FittedParameters,
  history: History,
  meanValue: number | undefined,
): number | undefined {
  if (ofAll !== undefined) return ofAll;
  return gammaGamma && meanValue !== undefined ? expectedValue(gammaGamma, history) : undefined;
}

async function readRows(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  const bad = new BadRows(file);
  const columns = { required: ['member', 'x', 't_x', 'T'], optional: ['z'] };
  for await (const row of csvRows(file, columns, (cells) => cells.slice(1, 4).every((cell) => isNumber(cell)))) {
    const read = readRow(row);
    if (typeof read === 'string') bad.add(row.line, read);
    else rows.push(read);
  }
  bad.assertNone();
  return rows;
}

function readRow(row: CsvRow): Row | string {
  if (row.width !== row.widthExpected) return `has ${row.width} cells where the first line has ${row.widthExpected}`;
  const member = row.get('member') ?? '';
  if (member === '') return 'member is empty';
  const texts = ['x', 't_x', 'T'].map((name) => [name, row.get(name) ?? ''] as const);
  for (const [name, text] of texts) {
    if (!isNumber(text) || Number(text) < 0) return `${name} must be a number, 0 or more, not "${text}"`;
  }
  const [frequency = 0, recency = 0, age = 0] = texts.map(([, text]) => Number(text));
  if (!Number.isInteger(frequency)) return `x must be a whole number, not "${String(frequency)}"`;
  if (recency > age) return `t_x is ${recency}, after T, which is ${age}`;
  if (frequency === 0 && recency > 0) return `t_x is ${recency} though x is 0: there was no repeat purchase`;
  const text = row.get('z') ?? '';
  if (text !== '' && (!isNumber(text) || Number(text) < 0)) return `z must be a number, 0 or more, not "${text}"`;
  const meanValue = frequency === 0 ? 0 : text === '' ? undefined : Number(text);
  return { member, history: { frequency, recency, age, meanValue: meanValue ?? 0 }, meanValue };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text !== '' && Number.isFinite(Number(text));
}
