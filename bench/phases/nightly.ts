import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstMessageOf } from '../child-message.js';
import type { ChurnBed } from '../churn/churn-bed.js';
import type { NightFigures, NightsAnswer } from '../churn/nights.js';

const main = fileURLToPath(new URL('../churn/nights.js', import.meta.url));

/** Trains on the loaded members and scores them all, twice, by the service's own code. */
export async function measureNights({ url }: ChurnBed, signal: AbortSignal): Promise<NightFigures> {
  const child = fork(main, { signal });
  try {
    child.send(url);
    const answer = await firstMessageOf<NightsAnswer>(child, 'nights');
    if ('error' in answer) throw new Error(answer.error);
    return answer.figures;
  } finally {
    child.kill();
  }
}
