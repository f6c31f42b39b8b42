import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, parseCommandLine, print, UsageError, type Command } from '../command.js';
import type { Check, CheckGroup } from './check.js';
import { checkCdnow } from './check-cdnow.js';
import { checkGroceries } from './check-groceries.js';
import { checkReferences } from './check-references.js';
import { checkRetail } from './check-retail.js';
import { checkTelco } from './check-telco.js';
import { tableOf } from './report.js';

const groups: readonly CheckGroup[] = [
  {
    title: 'CDNOW: fits and holdout',
    file: 'cdnow_sample.txt.gz',
    run: checkCdnow,
  },
  {
    title: 'Online Retail: degenerate fits',
    file: 'online_retail_to_2011-06-30.csv.gz',
    run: checkRetail,
  },
  { title: 'Groceries: association rules', file: 'groceries_baskets.csv.gz', run: checkGroceries },
  { title: 'Telco: 5-fold cross-validation', file: 'telco_churn_80.csv.gz', run: checkTelco },
];

const usage = `Usage: npm run churn:reproduce [-- --data <folder>]

Fits the published models on the published data and prints what was published beside ours, with the tolerance and a verdict a row.

  --data <folder>  where the files are (default: the folder in KEEPSAKE_DATASETS): ${groups.map(({ file }) => file).join(', ')};
                   what is not there is skipped, by name
  --help           shows this

Exit: 0 every row holds · 1 a row fails · 2 the command line or a file cannot be used
`;

export const reproduceCommand: Command = {
  usage,
  run: async (args) => {
    const { file, values } = parseCommandLine(args, ['data']);
    if (file !== undefined) throw new UsageError(`${file} is too much: name the folder with --data.`);
    const folder = values['data'] ?? process.env['KEEPSAKE_DATASETS'];
    const all: Check[] = checkReferences();
    await printGroup('Predictions at given parameters, against 60-digit evaluations of the published formulas', all);
    const skipped: string[] = [];
    for (const { title, file: name, run } of groups) {
      const path = folder === undefined ? undefined : join(folder, name);
      if (path === undefined || !(await exists(path))) {
        await print(`\n${title}\n  skipped: ${name} is not there\n`);
        skipped.push(name);
        continue;
      }
      const checks = await run(path);
      await printGroup(title, checks);
      all.push(...checks);
    }
    const failed = all.filter(({ holds }) => !holds).length;
    await print(
      `\n${all.length - failed} of ${all.length} rows hold${skipped.length === 0 ? '' : `, skipped: ${skipped.join(', ')}`}\n`,
    );
    return failed === 0 ? exitCodes.done : exitCodes.notSo;
  },
};

async function printGroup(title: string, checks: readonly Check[]): Promise<void> {
  await print(`\n${title}\n${tableOf(checks)}\n`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
