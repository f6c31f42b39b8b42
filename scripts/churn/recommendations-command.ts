import { DateTime } from 'luxon';
import { evaluateRecommendations } from '../../apps/churn/src/domain/recommending/evaluate-recommendations.js';
import { UnreadableFileError } from '../replay/csv-rows.js';
import { formats, readReceipts } from '../replay/read-receipts.js';
import {
  choiceOf,
  type Command,
  exitCodes,
  InputError,
  numberOf,
  parseCommandLine,
  print,
  required,
  UsageError,
} from './command.js';

const usage = `Usage: npm run churn:recommendations -- <file> --cut <YYYY-MM-DD> [--first <n>] [--format <name>]

Recommends to every member of a file of receipts as of the cut, from the receipts before it, and looks at each member's next
receipt: prints { members, hitRate, popularHitRate, ratio }, where popularHitRate is that of the most popular items.

  <file>            receipts, plain or .gz, as npm run replay takes them; those without a member are left out
  --cut <date>      the first day of the future
  --first <n>       items recommended to each member, 1 to 200 (default 10)
  --format <name>   ${formats.join(' or ')} (default keepsake)
  --help            shows this

Exit: 0 printed · 2 the command line or the file cannot be used
`;

const dayMs = 24 * 60 * 60 * 1000;

export const recommendationsCommand: Command = {
  usage,
  run: async (args) => {
    const { file, values } = parseCommandLine(args, ['cut', 'first', 'format']);
    const path = required(file, 'The file of receipts');
    const cut = DateTime.fromISO(required(values['cut'], '--cut'), { zone: 'utc' });
    if (!cut.isValid) throw new UsageError('--cut must be a date such as 2011-05-01.');
    const first = numberOf(values['first'] ?? '10', '--first', { min: 1, max: 200 });
    const format = choiceOf(values['format'] ?? 'keepsake', '--format', formats);
    const test = evaluateRecommendations(await basketsOf(path, format), { cutDay: cut.toMillis() / dayMs, first });
    if (test.members === 0) throw new InputError('Nobody bought both before and after the cut.');
    await print(`${JSON.stringify(test)}\n`);
    return exitCodes.done;
  },
};

async function basketsOf(path: string, format: (typeof formats)[number]) {
  try {
    const { receipts } = await readReceipts(path, { format, currency: 'GBP' });
    return receipts.flatMap(({ body: { member, items }, occurredAtMs }) =>
      member === undefined
        ? []
        : [{ memberId: member, day: Math.floor(occurredAtMs / dayMs), skus: items.map(({ sku }) => sku) }],
    );
  } catch (error) {
    throw error instanceof UnreadableFileError ? new InputError(error.message) : error;
  }
}
