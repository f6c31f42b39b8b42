import type { Bed } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { runLoad } from '../run-worker.js';

/** Seven processes compile what they repeat: after 6 s they reached half, after 50 s all of their speed on two slow cores. */
const coldSeconds = 20;
/** What singles have warmed up is warm for batches too. */
const warmSeconds = 6;
export const singleConnections = 64;
const batchConnections = 3;

/** Purchases one by one, as tills send them. */
export function postSingles(bed: Bed, run: string, seconds: number, perSecond?: number): Promise<LoadResult> {
  return post(bed, {
    kind: 'single',
    run,
    connections: singleConnections,
    warmUpSeconds: perSecond === undefined ? coldSeconds : warmSeconds,
    seconds,
    perSecond,
  });
}

/** Uploads of 500 receipts. */
export function postBatches(bed: Bed, run: string, seconds: number): Promise<LoadResult> {
  return post(bed, { kind: 'batch', run, connections: batchConnections, warmUpSeconds: warmSeconds, seconds });
}

interface Posting {
  readonly kind: 'single' | 'batch';
  readonly run: string;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly perSecond?: number;
}

function post({ platform, members, signal }: Bed, posting: Posting): Promise<LoadResult> {
  const { baseUrl, keys } = platform.credentials;
  const cards = members.map(({ card }) => card);
  return runLoad({ ...posting, baseUrl, key: keys.pos, cards }, signal);
}
