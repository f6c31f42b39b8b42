import type { Logger } from 'pino';
import type { Clock } from '#kernel/clock';
import { describeFailure } from './transient-errors.js';

const sameAgainMs = 5_000;
const kindsMax = 100;

/**
 * Logs what fails behind the scenes and is tried again: the same kind once in 5 s, because a database that restarts fails
 * every worker hundreds of times.
 */
export function logFailures(logger: Logger, clock: Clock): (error: Error) => void {
  const loggedAtMs = new Map<string, number>();
  return (error) => {
    const kind = describeFailure(error);
    const nowMs = clock.now().getTime();
    if (nowMs - (loggedAtMs.get(kind) ?? 0) < sameAgainMs) return;
    if (loggedAtMs.size >= kindsMax) loggedAtMs.clear();
    loggedAtMs.set(kind, nowMs);
    logger.warn({ err: error }, 'events: failed, will be tried again');
  };
}
