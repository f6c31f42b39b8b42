import { attemptDelaysMs, attemptsMax, nextAttemptAt } from './retry-schedule.js';

const failedAt = new Date('2026-11-21T00:00:00Z');

describe('nextAttemptAt', () => {
  it.each([
    [1, 5],
    [2, 5 * 60],
    [3, 30 * 60],
    [4, 2 * 3600],
    [5, 5 * 3600],
    [6, 10 * 3600],
    [7, 14 * 3600],
    [8, 20 * 3600],
    [9, 24 * 3600],
  ])('waits after attempt %i for %i s and at most a tenth more', (attempts, waitSeconds) => {
    const waits = ['a', 'b', 'c', 'd'].map(
      (seed) => ((nextAttemptAt(attempts, failedAt, seed)?.getTime() ?? 0) - failedAt.getTime()) / 1000,
    );
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(waitSeconds);
      expect(wait).toBeLessThanOrEqual(waitSeconds * 1.1);
    }
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  it('gives up after the tenth', () => {
    expect(attemptsMax).toBe(10);
    expect(attemptDelaysMs[0]).toBe(0);
    expect(nextAttemptAt(10, failedAt, 'a')).toBeUndefined();
  });
});
