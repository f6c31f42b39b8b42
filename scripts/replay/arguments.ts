import { parseArgs } from 'node:util';
import { minorDigits } from '#kernel/currency';
import { receiptsPerBatchMax } from '#contracts/public/limits';
import { formats } from './read-receipts.js';
import type { Format } from './read-receipts.js';

export interface ReplayArguments {
  readonly file: string;
  readonly format: Format;
  readonly currency: string;
  readonly batchReceiptsMax: number;
  readonly skipBad: boolean;
  readonly jsonPath?: string;
  readonly baseUrl?: string;
  readonly key?: string;
}

/** The command line makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

export const usage = `Usage: npm run replay -- <file> [options]

Posts a file of receipts (plain or .gz) through the public API, in time order, and checks every member's points against the ledger.
Stopped or run again, nothing doubles.

  --format <name>     keepsake (CSV or NDJSON, the default) or online-retail; see docs/replay.md
  --json <file>       writes the summary as JSON
  --base-url <url>    the platform; default: KEEPSAKE_URL, else .keepsake/credentials.json
  --key <key>         an API key with scope pos; default: KEEPSAKE_KEY, else .keepsake/credentials.json
  --batch <n>         receipts a request, 1 to ${receiptsPerBatchMax} (default ${receiptsPerBatchMax})
  --currency <code>   of receipts that name none (default GBP)
  --skip-bad          leaves out receipts with unreadable lines instead of posting nothing
  --help              shows this

Exit: 0 all verified · 1 refused receipts or a difference to the ledger · 2 nothing could be done · 130 stopped
`;

/**
 * @returns undefined when help is asked for
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): ReplayArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError('Name the file to replay.');
  if (others.length > 0) throw new UsageError(`One file at a time: ${others.join(' ')} is too much.`);
  const format = formats.find((name) => name === values.format);
  if (!format) throw new UsageError(`--format must be one of ${formats.join(', ')}.`);
  const batchReceiptsMax = Number(values.batch);
  if (!Number.isInteger(batchReceiptsMax) || batchReceiptsMax < 1 || batchReceiptsMax > receiptsPerBatchMax) {
    throw new UsageError(`--batch must be 1 to ${receiptsPerBatchMax}.`);
  }
  if (minorDigits(values.currency) === undefined)
    throw new UsageError('--currency must be an active ISO 4217 code, such as GBP.');
  if (values['base-url'] !== undefined && !URL.canParse(values['base-url']))
    throw new UsageError('--base-url must be a URL.');
  return {
    file,
    format,
    currency: values.currency,
    batchReceiptsMax,
    skipBad: values['skip-bad'],
    jsonPath: values.json,
    baseUrl: values['base-url'],
    key: values.key,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'keepsake' },
        json: { type: 'string' },
        'base-url': { type: 'string' },
        key: { type: 'string' },
        batch: { type: 'string', default: String(receiptsPerBatchMax) },
        currency: { type: 'string', default: 'GBP' },
        'skip-bad': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
