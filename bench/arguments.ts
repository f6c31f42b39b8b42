import { parseArgs } from 'node:util';

/** What can be measured, in the order in which it is. */
export const phaseNames = [
  'models',
  'metrics',
  'nightly',
  'verify',
  'memory',
  'baseline',
  'single',
  'lag',
  'query',
  'batch',
  'evaluate',
  'redemptions',
  'scores',
  'campaigns',
  'stored',
] as const;
export type PhaseName = (typeof phaseNames)[number];

/** Short for several phases. */
const groups: Readonly<Record<string, readonly PhaseName[]>> = {
  points: ['verify', 'baseline', 'single', 'batch', 'evaluate', 'redemptions', 'campaigns', 'stored'],
  churn: ['models', 'metrics', 'nightly'],
  // A quarter of an hour more than all the others take together would be too long.
  all: phaseNames.filter((name) => name !== 'nightly'),
};

export interface BenchArguments {
  readonly phases: ReadonlySet<PhaseName>;
  /** Of each measured phase. */
  readonly seconds: number;
  readonly storedPurchases: number;
  /** Of the phases metrics and nightly. */
  readonly churnMembers: number;
  readonly jsonPath?: string;
}

/** The command line makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

const secondsDefault = 12;
const secondsMax = 40;
const storedDefault = 2_000_000;
const churnMembersDefault = 1_000_000;
/** Fewer would not fill a training's sample. */
const churnMembersMin = 10_000;

export const usage = `Usage: npm run bench [-- phases] [options]

Starts a platform of its own in a temporary folder, measures it and stops it; at most 30 minutes. The phase models
measures computing alone, metrics and nightly have the churn service's database alone, verify has a platform of its own.

  phases              ${phaseNames.join(', ')}; points is baseline, single, batch and what
                      stands behind them; churn is models, metrics and nightly (default: all but nightly, which takes ten minutes)
  --seconds <n>       length of each measured phase, 1 to ${secondsMax} (default ${secondsDefault})
  --purchases <n>     how many stored purchases the phase stored compares with ten thousand (default 2,000,000)
  --members <n>       how many members the phases metrics and nightly load (default 1,000,000)
  --json <file>       writes the figures as JSON; a phase that was not run is null
  --help              shows this

Exit: 0 measured and every purchase accounted for · 1 something failed or was lost
`;

/**
 * @returns undefined when help is asked for
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): BenchArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const seconds = values.seconds === undefined ? secondsDefault : Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > secondsMax)
    throw new UsageError(`--seconds must be 1 to ${secondsMax}.`);
  const storedPurchases = values.purchases === undefined ? storedDefault : Number(values.purchases);
  if (!Number.isInteger(storedPurchases) || storedPurchases < 20_000)
    throw new UsageError('--purchases must be at least 20000.');
  const churnMembers = values.members === undefined ? churnMembersDefault : Number(values.members);
  if (!Number.isInteger(churnMembers) || churnMembers < churnMembersMin)
    throw new UsageError(`--members must be at least ${churnMembersMin}.`);
  const chosen = new Set((positionals.length === 0 ? ['all'] : positionals).flatMap(phasesOf));
  // Ratios and the pace of lag and scores are told in terms of these.
  if (chosen.has('single') || chosen.has('batch')) chosen.add('baseline');
  if (chosen.has('lag') || chosen.has('scores')) chosen.add('single').add('baseline');
  return {
    phases: new Set(phaseNames.filter((name) => chosen.has(name))),
    seconds,
    storedPurchases,
    churnMembers,
    jsonPath: values.json,
  };
}

function phasesOf(word: string): readonly PhaseName[] {
  const phase = phaseNames.find((name) => name === word);
  const found = phase ? [phase] : groups[word];
  if (!found) throw new UsageError(`There is no phase ${word}: ${[...phaseNames, ...Object.keys(groups)].join(', ')}.`);
  return found;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        purchases: { type: 'string' },
        members: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
