import type { Bed } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { runLoad } from '../run-worker.js';

/** Seven processes compile what they repeat: 673 posts/s in their first 25 s on two cores, then 751, 815 and 874 in steps of 13 s. */
export const coldSeconds = 50;
/** What singles have warmed up is warm for batches too. */
const warmSeconds = 6;
export const singleConnections = 64;
const batchConnections = 3;

interface Singles {
  readonly seconds: number;
  /** As fast as they go where absent. */
  readonly perSecond?: number;
  readonly warmUpSeconds?: number;
}

/** Purchases one by one, as tills send them. */
export function postSingles(bed: Bed, run: string, singles: Singles): Promise<LoadResult> {
  return post(bed, { kind: 'single', run, connections: singleConnections, warmUpSeconds: warmSeconds, ...singles });
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
