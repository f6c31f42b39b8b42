import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstMessageOf } from '../child-message.js';
import type { Bed } from '../bed.js';
import type { BareService } from '../hops/bare-services.js';
import type { LoadResult } from '../load/load-job.js';

const main = fileURLToPath(new URL('../hops/bare-services.js', import.meta.url));

/**
 * What an evaluation's hops cost without its work, in the same minute on the same server: a gateway that calls one service with one read and
 * then one with two.
 */
export async function throughBareHops(
  { platform, signal }: Bed,
  load: (baseUrl: string) => Promise<LoadResult>,
): Promise<LoadResult> {
  const { databaseUrl } = platform.credentials;
  const children: ChildProcess[] = [];
  const start = async (service: BareService): Promise<string> => {
    const child = fork(main, { signal });
    children.push(child);
    child.send(service);
    return `http://127.0.0.1:${await firstMessageOf<number>(child, 'bare service')}`;
  };
  try {
    const members = await start({ databaseUrl, reads: 1 });
    const points = await start({ databaseUrl, reads: 2 });
    return await load(await start({ calls: [members, points] }));
  } finally {
    for (const child of children) child.kill();
  }
}
