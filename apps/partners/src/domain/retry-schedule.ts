import { createHash } from 'node:crypto';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Wait before each attempt, the first included: the schedule of Standard Webhooks, 75.6 hours in all. */
export const attemptDelaysMs: readonly number[] = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
export const attemptsMax = attemptDelaysMs.length;

/** An endpoint that failed this long without one success is disabled. */
export const failingMsMax = 5 * 24 * hourMs;

/** Up to this part of a wait is added to it, so that what failed together does not come back together. */
const jitterMax = 0.1;

/**
 * @param attempts made so far, ≥ 1
 * @param seed     anything that differs between deliveries: the jitter is a hash of it, so that a schedule can be computed again
 * @returns when to try again; undefined when the attempts are used up
 */
export function nextAttemptAt(attempts: number, failedAt: Date, seed: string): Date | undefined {
  const waitMs = attemptDelaysMs[attempts];
  if (waitMs === undefined) return undefined;
  const jitter = createHash('sha256').update(`${seed}:${attempts}`).digest().readUInt32BE() / 2 ** 32;
  return new Date(failedAt.getTime() + Math.round(waitMs * (1 + jitter * jitterMax)));
}
