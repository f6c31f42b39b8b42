import { parseArgs } from 'node:util';
import { parseInstant } from '#kernel/instant';
import type { OfferLogPaths } from './offer-log.js';

const startDefault = '2020-01-01T00:00:00Z';

export interface OracleArguments extends OfferLogPaths {
  /** Hour 0 of the log. */
  readonly start: Date;
  /** Mixes the members; absent keeps the log's own order. */
  readonly shuffleSeed?: string;
  /** Share of what is sent that is sent twice. */
  readonly redeliver: number;
  /** Leaves out that offers were viewed, which decides nothing. */
  readonly skipViewed: boolean;
  /** Starts a platform of its own even where one runs. */
  readonly fresh: boolean;
  readonly baseUrl?: string;
  readonly key?: string;
}

/** The command line makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

export const usage = `Usage: npm run oracle:offers -- --portfolio <file> --profile <file> --transcript <file> [options]

Sends a log of offers through the public API, as campaigns, events and purchases in time order, and compares what was completed with
what the log says: by member, offer and hour. Files are JSON lines, plain or gzip. Run again with the same log, nothing doubles.

  --start <instant>    hour 0 of the log (default ${startDefault}); all of it must be in the past
  --shuffle-seed <n>   mixes the members, each one's order kept
  --redeliver <share>  sends this share twice, such as 0.05
  --skip-viewed        leaves out that offers were viewed: it decides nothing, and is a fifth of the work
  --fresh              starts a platform in a temporary folder, also where one runs
  --base-url <url>     the platform; default: KEEPSAKE_URL, else .keepsake/credentials.json, else one of its own
  --key <key>          an API key with scope admin; default: KEEPSAKE_KEY, else .keepsake/credentials.json
  --help               shows this

The last line is { completions, rewardMinor, missed, extra } as JSON. Exit: 0 all as logged · 1 missed or extra · 2 nothing could be done
`;

/**
 * @returns undefined when help is asked for
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): OracleArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const start = parseInstant(values.start.length === dateLength ? `${values.start}T00:00:00Z` : values.start);
  if (!start)
    throw new UsageError('--start must be a day such as 2020-01-01 or an instant such as 2020-01-01T00:00:00Z.');
  const redeliver = Number(values.redeliver);
  if (!(redeliver >= 0 && redeliver <= 1)) throw new UsageError('--redeliver must be a share from 0 to 1.');
  if (values['base-url'] !== undefined && !URL.canParse(values['base-url'])) {
    throw new UsageError('--base-url must be a URL.');
  }
  return {
    portfolio: required('portfolio', values.portfolio),
    profile: required('profile', values.profile),
    transcript: required('transcript', values.transcript),
    start,
    shuffleSeed: values['shuffle-seed'],
    redeliver,
    skipViewed: values['skip-viewed'],
    fresh: values.fresh,
    baseUrl: values['base-url'],
    key: values.key,
  };
}

const dateLength = 'yyyy-mm-dd'.length;

function required(name: string, value: string | undefined): string {
  if (!value) throw new UsageError(`--${name} is missing.`);
  return value;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        portfolio: { type: 'string' },
        profile: { type: 'string' },
        transcript: { type: 'string' },
        start: { type: 'string', default: startDefault },
        'shuffle-seed': { type: 'string' },
        redeliver: { type: 'string', default: '0' },
        'skip-viewed': { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        'base-url': { type: 'string' },
        key: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
