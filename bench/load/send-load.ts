import { HttpConnection } from './http-connection.js';
import type { LoadJob, LoadResult } from './load-job.js';
import { readAnswer } from './read-answer.js';
import { requestsOf } from './requests.js';

/** Sends a load until its time is over; every request that was begun is awaited. */
export async function sendLoad(job: LoadJob): Promise<LoadResult> {
  const { hostname, port } = new URL(job.baseUrl);
  const nextRequest = requestsOf(job);
  const startedAtMs = performance.now();
  const measuredFromMs = startedAtMs + job.warmUpSeconds * 1_000;
  const measuredToMs = measuredFromMs + job.seconds * 1_000;
  const pace = pacer(job.perSecond, startedAtMs);

  const tookMs: number[] = [];
  let measured = 0;
  let purchases = 0;
  let points = 0;
  const failures: Record<string, number> = {};
  const fail = (what: string): void => {
    failures[what] = (failures[what] ?? 0) + 1;
  };

  const work = async (): Promise<void> => {
    const connection = new HttpConnection({ host: hostname, port: Number(port) });
    for (;;) {
      const dueAtMs = await pace();
      if (performance.now() >= measuredToMs) break;
      const request = nextRequest();
      const sentAtMs = Math.min(dueAtMs, performance.now());
      try {
        const outcome = readAnswer(job.kind, await connection.send(request.text));
        purchases += outcome.purchases;
        points += outcome.points;
        outcome.failures.forEach(fail);
        const endedAtMs = performance.now();
        if (endedAtMs < measuredFromMs || endedAtMs > measuredToMs || outcome.failures.length > 0) continue;
        tookMs.push(endedAtMs - sentAtMs);
        measured += Math.max(1, request.purchases);
      } catch (error) {
        fail((error as Error).message);
      }
    }
    connection.close();
  };
  const usedBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: job.connections }, work));
  const used = process.cpuUsage(usedBefore);

  tookMs.sort((a, b) => a - b);
  return {
    perSecond: measured / job.seconds,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
    maxMs: tookMs.at(-1) ?? 0,
    acknowledged: { purchases, points },
    failures,
    ownCores: (used.user + used.system) / 1_000 / (performance.now() - startedAtMs),
  };
}

/**
 * Hands out the moments at which requests are due. A late one keeps its moment, so that what a slow answer holds up counts as
 * waiting time and not as a quieter load.
 */
function pacer(perSecond: number | undefined, startedAtMs: number): () => Promise<number> {
  if (perSecond === undefined) return () => Promise.resolve(Infinity);
  let number = 0;
  return async () => {
    const dueAtMs = startedAtMs + (number++ * 1_000) / perSecond;
    const waitMs = dueAtMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return dueAtMs;
  };
}

/** @param sorted ascending */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
