import { associationRules } from '../../apps/churn/src/domain/baskets/association-rules.js';
import { itemsetSizeMax, TooManyItemsetsError } from '../../apps/churn/src/domain/baskets/frequent-itemsets.js';
import { readBaskets } from './basket-file.js';
import {
  exitCodes,
  InputError,
  numberOf,
  parseCommandLine,
  print,
  required,
  UsageError,
  type Command,
} from './command.js';
import { csvLine } from './csv-line.js';

const usage = `Usage: npm run churn:rules -- <file> --support <share> --confidence <share> [--min-length <n>]

Writes the association rules of a file of baskets as CSV: antecedent,consequent,support,confidence,lift,count. The items of an
antecedent are joined by ";". Most confident first.

  <file>                CSV, plain or .gz: one comma-separated basket a line; an item counts once a basket
  --support <share>     least share of the baskets that hold both sides, above 0
  --confidence <share>  least share of the baskets with the antecedent that hold the consequent
  --min-length <n>      least items of both sides, 1 to ${itemsetSizeMax} (default 2); 1 lets rules without antecedent in
  --help                shows this

Exit: 0 written · 2 the command line or the file cannot be used
`;

export const rulesCommand: Command = {
  usage,
  run: async (args) => {
    const { file, values } = parseCommandLine(args, ['support', 'confidence', 'min-length']);
    const path = required(file, 'The file of baskets');
    const share = { min: 0, max: 1 };
    const support = numberOf(required(values['support'], '--support'), '--support', share);
    const confidence = numberOf(required(values['confidence'], '--confidence'), '--confidence', share);
    const lengthMin = numberOf(values['min-length'] ?? '2', '--min-length', { min: 1, max: itemsetSizeMax });
    if (support === 0) throw new UsageError('--support must be above 0.');
    const baskets = await readBaskets(path);
    const rules = mine(baskets, { support, confidence, lengthMin });
    const lines = rules.map((rule) =>
      csvLine([rule.antecedent.join(';'), rule.consequent, rule.support, rule.confidence, rule.lift, rule.count]),
    );
    await print(`antecedent,consequent,support,confidence,lift,count\n${lines.join('')}`);
    return exitCodes.done;
  },
};

function mine(...args: Parameters<typeof associationRules>): ReturnType<typeof associationRules> {
  try {
    return associationRules(...args);
  } catch (error) {
    throw error instanceof TooManyItemsetsError ? new InputError(error.message) : error;
  }
}
