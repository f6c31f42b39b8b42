import type { Bed } from '../bed.js';
import { watchTimes } from '../core-use.js';
import type { LoadResult } from '../load/load-job.js';
import { waitUntilQuiet } from '../quiet.js';
import { postSingles } from './posting.js';

/** What a purchase is paid for with in points: the process, and the database's work for it. */
const paidBy = ['points', 'postgres/keepsake_points'];

/** New campaigns make some of it cold again. */
const warmUpSeconds = 15;

interface Measuring {
  readonly seconds: number;
  readonly load: (what: string, send: () => Promise<LoadResult>) => Promise<LoadResult>;
}

/**
 * Core time of points and its database for one purchase, in milliseconds. Not a rate: what else the machine does changes that,
 * and the cost hardly.
 */
export async function costOfPurchase(bed: Bed, run: string, { seconds, load }: Measuring): Promise<number> {
  await load(`${run}, warm-up`, () => postSingles(bed, `${run}-WARM`, { seconds, warmUpSeconds }));
  await waitUntilQuiet(bed.platform);
  const usedMs = await watchTimes(bed.platform);
  const { acknowledged } = await load(run, () => postSingles(bed, run, { seconds }));
  const times = await usedMs();
  const paid = paidBy.reduce((sum, name) => sum + (times.get(name) ?? 0), 0);
  return paid / acknowledged.purchases;
}
