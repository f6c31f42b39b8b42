import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChurnBed } from '../churn/churn-bed.js';
import type { NightFigures, NightsAnswer } from '../churn/nights.js';

const main = fileURLToPath(new URL('../churn/nights.js', import.meta.url));

/** Trains on the loaded members and scores them all, twice, by the service's own code. */
export async function measureNights({ url }: ChurnBed, signal: AbortSignal): Promise<NightFigures> {
  const child = fork(main, { signal });
  try {
    const answer = await new Promise<NightsAnswer>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(message as NightsAnswer);
      });
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(new Error(`The nights ended with code ${String(code)} before they were measured.`));
      });
      child.send(url);
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.figures;
  } finally {
    child.kill();
  }
}
