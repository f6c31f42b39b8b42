import { readFile } from 'node:fs/promises';
import { runSimulation, type SimulationSummary } from '../simulator/run-simulation.js';
import type { Credentials } from './credentials.js';
import type { Progress } from './progress.js';
import { writePrivateFile } from './write-private-file.js';

/** How far the demo population is. Kept, so that a start which was interrupted is continued by the next one with the same year. */
interface SimulationState {
  readonly until: string;
  readonly summary?: SimulationSummary;
}

interface Population {
  /** Its last instant. */
  readonly at: Date;
  readonly summary: SimulationSummary;
}

interface PopulateOptions {
  readonly stateFile: string;
  readonly credentials: Pick<Credentials, 'baseUrl' | 'keys'>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Writes down that a population is wanted and which year it is of: before anything of it exists. */
export function planPopulation(stateFile: string, now: Date): Promise<void> {
  return writeState(stateFile, { until: now.toISOString() });
}

/** Posts the demo population through the public API, where one is planned and not complete. */
export async function populate({
  stateFile,
  credentials,
  progress,
  signal,
}: PopulateOptions): Promise<Population | undefined> {
  const state = await readState(stateFile);
  if (!state) return undefined;
  const at = new Date(state.until);
  if (state.summary) return { at, summary: state.summary };
  progress.phase('A year of a retailer');
  const summary = await runSimulation({
    baseUrl: credentials.baseUrl,
    posKey: credentials.keys.pos,
    adminKey: credentials.keys.admin,
    until: at,
    signal,
    onProgress: ({ phase, done, total }) => {
      progress.update(`${phase} ${String(Math.floor((100 * done) / total))} %`);
    },
  });
  progress.update(`${count(summary.members)} members, ${count(summary.purchases)} purchases`);
  await writeState(stateFile, { ...state, summary });
  return { at, summary };
}

const count = (value: number): string => value.toLocaleString('en');

async function readState(path: string): Promise<SimulationState | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as SimulationState;
  } catch {
    return undefined;
  }
}

function writeState(path: string, state: SimulationState): Promise<void> {
  return writePrivateFile(path, `${JSON.stringify(state)}\n`);
}
