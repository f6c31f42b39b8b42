import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BaselineJob, BaselineResult } from './baseline/measure-baseline.js';
import type { LoadJob, LoadResult } from './load/load-job.js';
import type { WorkerAnswer, WorkerJob } from './worker.js';

const main = fileURLToPath(new URL('./worker.js', import.meta.url));

export function runLoad(load: LoadJob, signal: AbortSignal): Promise<LoadResult> {
  return run({ load }, signal) as Promise<LoadResult>;
}

export function runBaseline(baseline: BaselineJob, signal: AbortSignal): Promise<BaselineResult> {
  return run({ baseline }, signal) as Promise<BaselineResult>;
}

/** @throws with the worker's own error, and when the signal ends it */
async function run(job: WorkerJob, signal: AbortSignal): Promise<unknown> {
  const worker = fork(main, { signal });
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', (message) => {
        resolve(message as WorkerAnswer);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(new Error(`The load ended with code ${String(code)} before it answered.`));
      });
      worker.send(job);
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  } finally {
    worker.kill();
  }
}
