import { parseArgs } from 'node:util';
import { isUuid } from '#kernel/ids';
import { UsageError } from '../events/options.js';

export const verifyUsage = `npm run ledger:verify -- [--program <id>]

Derives every balance, lot, hold, signature and link of the points ledger again from its entries, in one snapshot and while
postings go on. Says how far the chain reaches; ends with 1 and names the first row that is not what it must be.
  --program <id>  only this programme's members; the chain is always looked at whole

The database is found by DATABASE_URL, else in .keepsake/credentials.json (KEEPSAKE_DATA_DIR); the key by KEEPSAKE_LEDGER_KEY,
else in .keepsake/secrets.json; the heads that were written outside the database by KEEPSAKE_LEDGER_HEADS_FILE, else in
.keepsake/ledger-heads.jsonl.
`;

export interface VerifyOptions {
  readonly programId?: string;
}

/** @returns undefined when help is asked for */
export function parseVerifyOptions(args: readonly string[]): VerifyOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { program: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) return undefined;
    if (values.program !== undefined && !isUuid(values.program)) {
      throw new UsageError('--program must be the id of a programme, a UUID.');
    }
    return { programId: values.program };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
