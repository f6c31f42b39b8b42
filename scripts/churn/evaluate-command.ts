import { evaluateChurn } from '../../apps/churn/src/domain/evaluation/evaluate-churn.js';
import { formatDay } from './calendar-day.js';
import { exitCodes, numberOf, parseCommandLine, print, required, UsageError, warn, type Command } from './command.js';
import { dayOf } from './fit-command.js';
import { readPurchases, type PurchaseFile } from './purchase-file.js';

const usage = `Usage: npm run churn:evaluate -- <file> --cut <day> --horizon-days <days> [--train-cut <day>] [--seed <n>]

Predicts, with what was known on the day of the cut, who would buy nothing within the horizon, and compares to what came. Writes JSON:
n, baseRate and for recency alone, logistic regression, boosted trees and the closed form (MBG/NBD) either auc, brier and ece, or
unavailable with a code.

  <file>                 CSV, plain or .gz: member,date,value, one purchase a line, in any order
  --cut <day>            the last day that may be known
  --horizon-days <days>  how far after the cut to look
  --train-cut <day>      the last day of the features to learn from; what came in the horizon after it must be known by the cut
                         (default: cut − horizon)
  --seed <n>             of folds and trees; same seed, same figures (default 1)
  --help                 shows this

Exit: 0 evaluated · 2 the command line or a row cannot be used
`;

interface EvaluateOptions {
  readonly cutDay: number;
  readonly horizonDays: number;
  readonly trainCutDay: number;
  readonly seed: number;
}

export const evaluateCommand: Command = {
  usage,
  run: async (args) => {
    const { file, values } = parseCommandLine(args, ['cut', 'horizon-days', 'train-cut', 'seed']);
    const path = required(file, 'The file of purchases');
    const options = optionsOf(values);
    const purchases = await readPurchases(path);
    assertCovered(purchases, options);
    const { n, baseRate, models, aucIntervals, trainBaseRate, drift } = evaluateChurn(purchases.members, options);
    if (drift?.isDrifting) {
      warn(
        `The base rate drifts: ${share(baseRate)} left after the cut, ${share(trainBaseRate ?? 0)} when it was learnt.`,
      );
    }
    const window = {
      cut: formatDay(options.cutDay),
      trainCut: formatDay(options.trainCutDay),
      horizonDays: options.horizonDays,
    };
    const result = {
      n,
      baseRate,
      models,
      aucIntervals,
      trainBaseRate: trainBaseRate ?? null,
      drift: drift ?? null,
      ...window,
    };
    await print(`${JSON.stringify(result, undefined, 2)}\n`);
    return exitCodes.done;
  },
};

function optionsOf(values: Readonly<Record<string, string | undefined>>): EvaluateOptions {
  const cutDay = dayOf(required(values['cut'], '--cut'), '--cut') ?? 0;
  const horizonDays = numberOf(required(values['horizon-days'], '--horizon-days'), '--horizon-days', {
    min: 1,
    max: 3650,
  });
  if (!Number.isInteger(horizonDays)) throw new UsageError('--horizon-days must be a whole number of days.');
  const trainCutDay = dayOf(values['train-cut'], '--train-cut') ?? cutDay - horizonDays;
  if (trainCutDay + horizonDays > cutDay) {
    throw new UsageError(
      `--train-cut must be ${formatDay(cutDay - horizonDays)} or earlier: what came within ${horizonDays} days after it must be known at the cut.`,
    );
  }
  const seed = numberOf(values['seed'] ?? '1', '--seed', { min: 0, max: 2 ** 31 });
  return { cutDay, horizonDays, trainCutDay, seed };
}

function assertCovered({ firstDay, lastDay }: PurchaseFile, { cutDay, horizonDays }: EvaluateOptions): void {
  if (firstDay > cutDay)
    throw new UsageError(`Nobody had bought by the cut: the first purchase is of ${formatDay(firstDay)}.`);
  if (lastDay <= cutDay)
    throw new UsageError(`Nothing came after the cut: the last purchase is of ${formatDay(lastDay)}.`);
  if (lastDay < cutDay + horizonDays) {
    warn(
      `The file ends on ${formatDay(lastDay)}, before the horizon does: who would have bought after that counts as having left.`,
    );
  }
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
