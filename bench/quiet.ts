import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { serviceNames } from '#contracts/internal/call';
import type { Platform } from '../scripts/launcher/running-platform.js';

const lookEveryMs = 100;
/** An event may be between two queues at one look, not at several. */
const quietLooks = 3;
const quietWithinMs = 180_000;

/** Waits until every event has been carried and applied. @returns how long that took, in seconds */
export async function waitUntilQuiet(platform: Pick<Platform, 'urlOf'>): Promise<number> {
  const startedAtMs = performance.now();
  for (let quiet = 0; quiet < quietLooks;) {
    const waiting = await Promise.all(serviceNames.map((name) => countWaiting(platform.urlOf(name))));
    quiet = waiting.every((count) => count === 0) ? quiet + 1 : 0;
    if (performance.now() - startedAtMs > quietWithinMs)
      throw new Error(
        `Events still wait after ${quietWithinMs / 1_000} s: ${waiting.join(', ')} (${serviceNames.join(', ')}).`,
      );
    await pause(lookEveryMs);
  }
  return (performance.now() - startedAtMs) / 1_000 - (quietLooks * lookEveryMs) / 1_000;
}

const backlogs = /^(keepsake_outbox_unsent_events|keepsake_event_queue_jobs)\{[^}]*\} (\d+)/gm;

async function countWaiting(url: string): Promise<number> {
  const { body } = await request(`${url}/metrics`);
  const text = await body.text();
  return [...text.matchAll(backlogs)].reduce((sum, [, , count]) => sum + Number(count), 0);
}
