import { Worker, type Transferable } from 'node:worker_threads';

export interface WorkerOptions {
  /** Ends the thread at once. */
  readonly signal?: AbortSignal;
  /** Buffers of the input to hand over instead of copying them: copying what a million members did stops the caller's loop for a second. */
  readonly transfer?: readonly Transferable[];
}

/**
 * Runs one job on a thread of its own, so that the service's loop goes on answering.
 *
 * The thread gets the input as `workerData`, posts one message, its answer, and is ended with it: jobs come a few times a day, and
 * threads that wait for the next would cost memory all day long.
 *
 * @param file the compiled module of the thread
 * @throws with the thread's own error, when it ends without an answer, and when the signal ends it
 */
export async function runInWorker<Answer>(file: URL, input: unknown, options: WorkerOptions = {}): Promise<Answer> {
  const { signal, transfer = [] } = options;
  signal?.throwIfAborted();
  const worker = new Worker(file, { workerData: input, transferList: [...transfer] });
  let stop: (() => void) | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      stop = () => {
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', stop);
      worker.once('message', resolve);
      worker.once('messageerror', reject);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(new Error(`The thread ended with code ${code} before it answered.`));
      });
    });
  } finally {
    if (stop) signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
