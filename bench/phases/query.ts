import type { Bed } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { runLoad } from '../run-worker.js';

const connections = 32;
const warmUpSeconds = 10;

/** A member's whole page in one query; an operator's key, because only operators see churn. */
export function askForMembers({ platform, members, signal }: Bed, seconds: number): Promise<LoadResult> {
  const { baseUrl, keys } = platform.credentials;
  const cards = members.map(({ card }) => card);
  return runLoad(
    { kind: 'query', run: 'QUERY', baseUrl, key: keys.admin, connections, warmUpSeconds, seconds, cards },
    signal,
  );
}
