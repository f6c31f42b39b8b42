// A process of its own with what the churn service trains and scores with: how late its loop is, and what memory it keeps, are figures.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceEnv } from '#platform/config/service-env';
import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { RandomIds } from '#platform/service/system-clock';
import { RequestTraining } from '../../apps/churn/src/application/training/request-training.js';
import { churnDatabase } from '../../apps/churn/src/database/churn.database.js';
import { ModelsStore } from '../../apps/churn/src/database/models.store.js';
import { PgTrainingLease } from '../../apps/churn/src/database/pg-training-lease.js';
import { ThreadWork } from '../../apps/churn/src/workers/thread-work.js';
import { BenchClock } from './bench-clock.js';
import { loopDelayWhile } from './loop-delay.js';
import { benchNow, benchProgram } from './simulated-members.js';

export interface NightFigures {
  readonly chosen: string;
  readonly trainSeconds: number;
  readonly trainLoopP99Ms: number;
  /** With everything that is read and written, where nobody had a score before. */
  readonly firstScoreSeconds: number;
  /** Where everybody had one. */
  readonly nightSeconds: number;
  /** Processor time of the process in that night, threads included. */
  readonly nightCoreSeconds: number;
  readonly scoreLoopP99Ms: number;
  /** Of the process: before it trained, at the most, and when it had scored; null where the system does not tell (not Linux). */
  readonly memoryMb: { readonly before: number; readonly most: number; readonly after: number } | null;
}

export type NightsAnswer = { readonly figures: NightFigures } | { readonly error: string };

const { programId } = benchProgram;
const longestMs = 25 * 60_000;
const lookEveryMs = 50;
const settleMs = 3_000;
/** V8 keeps the pages of a thread that has ended for eight seconds, in case that somebody wants them. */
const returnedMs = 15_000;

async function measure(databaseUrl: string): Promise<NightFigures> {
  const env = Object.assign(new ServiceEnv(), { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' });
  const dataSource = await createDataSource(churnDatabase, { url: databaseUrl, poolMax: 10 }).initialize();
  const [database, clock] = [new Database(dataSource), new BenchClock()];
  const ids = new RandomIds(clock);
  const models = new ModelsStore(database);
  const work = new ThreadWork(env);
  const training = new RequestTraining(models, new PgTrainingLease(database, ids), work, ids, clock);
  await pause(settleMs);
  const before = await memoryMb('Pss');

  const timed = async (run: () => Promise<unknown>): Promise<{ seconds: number; loopP99Ms: number }> => {
    const from = performance.now();
    const loopP99Ms = await loopDelayWhile(run);
    return { seconds: (performance.now() - from) / 1_000, loopP99Ms };
  };
  const requested = training.execute({ programId, requestedBy: 'bench', waitMs: longestMs });
  const trained = await timed(() => untilTrained(models));
  const first = await timed(() => requested);
  const champion = await models.champion(programId);
  if (!champion) throw new Error(`No model came into use: ${JSON.stringify((await models.list(programId, 1))[0])}`);

  const processorBefore = process.cpuUsage();
  const night = await timed(() => work.run({ kind: 'score', programId, asOf: benchNow }));
  const { user, system } = process.cpuUsage(processorBefore);
  await pause(returnedMs);
  const [most, after] = [await peakMb(), await memoryMb('Pss')];
  await dataSource.destroy();
  return {
    chosen: champion.model.chosen,
    trainSeconds: trained.seconds,
    trainLoopP99Ms: trained.loopP99Ms,
    firstScoreSeconds: first.seconds,
    nightSeconds: night.seconds,
    nightCoreSeconds: (user + system) / 1e6,
    scoreLoopP99Ms: Math.max(first.loopP99Ms, night.loopP99Ms),
    memoryMb: before === null || most === null || after === null ? null : { before, most, after },
  };
}

async function untilTrained(models: ModelsStore): Promise<void> {
  for (;;) {
    const [model] = await models.list(programId, 1);
    if (model && model.status !== 'running') return;
    await pause(lookEveryMs);
  }
}

async function memoryMb(of: string, file = 'smaps_rollup'): Promise<number | null> {
  const text = await readFile(`/proc/self/${file}`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`^${of}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}

function peakMb(): Promise<number | null> {
  return memoryMb('VmHWM', 'status');
}

process.once('message', (databaseUrl: string) => {
  measure(databaseUrl)
    .then((figures): NightsAnswer => ({ figures }))
    .catch((error: unknown): NightsAnswer => ({ error: (error as Error).stack ?? String(error) }))
    .then((answer) => process.send?.(answer, () => process.exit(0)))
    .catch(() => process.exit(1));
});
// Its parent is gone: nobody would read the figures.
process.once('disconnect', () => process.exit(1));
