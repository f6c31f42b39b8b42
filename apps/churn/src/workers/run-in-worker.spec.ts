import { runInWorker } from './run-in-worker.js';

function threadOf(code: string): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads';\n${code}`)}`,
  );
}

describe('runInWorker', () => {
  it('hands the input over and gives the answer', async () => {
    const double = threadOf('parentPort.postMessage(workerData.map((each) => 2 * each))');
    const input = Float64Array.of(1, 2);
    expect(await runInWorker(double, input, { transfer: [input.buffer] })).toEqual(Float64Array.of(2, 4));
    expect(input).toHaveLength(0);
  });

  it('fails with the error of the thread', async () => {
    await expect(runInWorker(threadOf("throw new Error('no such luck')"), null)).rejects.toThrow('no such luck');
  });

  it('fails when the thread ends without an answer', async () => {
    await expect(runInWorker(threadOf('process.exit(3)'), null)).rejects.toThrow('code 3');
  });

  it('ends a thread that is no longer wanted', async () => {
    const endless = threadOf('setInterval(() => {}, 1000)');
    const controller = new AbortController();
    const running = runInWorker(endless, null, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(runInWorker(endless, null, { signal: controller.signal })).rejects.toThrow('enough');
  });
});
