// A process of its own for what presses on the platform, so that neither the launcher nor the figures wait for each other.
import { measureBaseline, type BaselineJob } from './baseline/measure-baseline.js';
import type { LoadJob } from './load/load-job.js';
import { sendLoad } from './load/send-load.js';

export type WorkerJob = { readonly load: LoadJob } | { readonly baseline: BaselineJob };
export type WorkerAnswer = { readonly result: unknown } | { readonly error: string };

process.once('message', (job: WorkerJob) => {
  const work = 'load' in job ? sendLoad(job.load) : measureBaseline(job.baseline);
  work
    .then((result): WorkerAnswer => ({ result }))
    .catch((error: unknown): WorkerAnswer => ({ error: (error as Error).stack ?? String(error) }))
    .then((answer) => process.send?.(answer, () => process.exit(0)))
    .catch(() => process.exit(1));
});
// Its parent is gone: nobody would read the figures.
process.once('disconnect', () => process.exit(1));
