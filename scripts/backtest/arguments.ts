import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseInstant } from '#kernel/instant';
import { readCredentials } from '../launcher/credentials.js';

export interface BackTestArguments {
  /** Code of the campaign whose draft is tried. */
  readonly draft: string;
  readonly from: Date;
  /** Until before it. */
  readonly to: Date;
  /** Where the key's programme must be this one. */
  readonly program?: string;
  readonly jsonPath?: string;
  readonly baseUrl?: string;
  readonly key?: string;
}

/** The command line makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

export const usage = `Usage: npm run campaigns:backtest -- --draft <code> --from <instant> --to <instant> [options]

Replays stored purchases through the published campaigns and through the draft, and shows points, liability, budgets, winners and
losers side by side. Nothing is written. Caps, cooldowns and offers begin empty; budgets are summed, not cut.

  --draft <code>      the campaign whose draft is tried
  --from <instant>    a day such as 2026-01-01 (UTC) or an instant such as 2026-01-01T00:00:00+08:00
  --to <instant>      until before it
  --program <code>    refuses to go on when the key is another programme's
  --json <file>       writes the sums as JSON
  --base-url <url>    the platform; default: KEEPSAKE_URL, else .keepsake/credentials.json
  --key <key>         an API key with scope admin, whose programme it is; default: KEEPSAKE_KEY, else .keepsake/credentials.json
  --help              shows this
`;

/**
 * @returns undefined when help is asked for
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): BackTestArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!values.draft) throw new UsageError('--draft is missing: the code of a campaign.');
  const [from, to] = [instantOf('from', values.from), instantOf('to', values.to)];
  if (from >= to) throw new UsageError('--from must be before --to.');
  return {
    draft: values.draft,
    from,
    to,
    program: values.program,
    jsonPath: values.json,
    baseUrl: values['base-url'],
    key: values.key,
  };
}

/** @throws UsageError where neither the options, nor the environment, nor the last start name it */
export async function findAccess(
  { baseUrl, key }: Pick<BackTestArguments, 'baseUrl' | 'key'>,
  environment: NodeJS.ProcessEnv,
): Promise<{ baseUrl: string; key: string }> {
  const path = join(environment['KEEPSAKE_DATA_DIR'] ?? '.keepsake', 'credentials.json');
  const stored = await readCredentials(path);
  const found = {
    baseUrl: baseUrl ?? environment['KEEPSAKE_URL'] ?? stored?.baseUrl,
    key: key ?? environment['KEEPSAKE_KEY'] ?? stored?.keys.admin,
  };
  if (found.baseUrl !== undefined && found.key !== undefined) return { baseUrl: found.baseUrl, key: found.key };
  throw new UsageError(`No platform: ${path} cannot be read. Run npm start first, or give --base-url and --key.`);
}

const dateLength = 'yyyy-mm-dd'.length;

function instantOf(name: string, text: string | undefined): Date {
  if (!text) throw new UsageError(`--${name} is missing.`);
  const instant = parseInstant(text.length === dateLength ? `${text}T00:00:00Z` : text);
  if (!instant) throw new UsageError(`--${name} must be a day such as 2026-01-01 or an instant with a zone.`);
  return instant;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        draft: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        program: { type: 'string' },
        json: { type: 'string' },
        'base-url': { type: 'string' },
        key: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
