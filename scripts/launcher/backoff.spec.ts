import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('waits longer after each early death, up to 5 s', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 7 }, () => backoff.next(100));
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('begins again only after half a minute of health', () => {
    const backoff = new Backoff();
    backoff.next(0);
    expect(backoff.next(29_999)).toBe(400);
    expect(backoff.next(30_000)).toBe(200);
  });
});
