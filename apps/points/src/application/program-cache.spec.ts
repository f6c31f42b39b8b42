import { setImmediate as turn } from 'node:timers/promises';
import { Transactions } from '#kernel/transactions';
import { FixedClock } from '#testing/fixed-clock';
import { ProgramCache } from './program-cache.js';

class NoTransactions extends Transactions {
  apartCount = 0;

  override run<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  override apart<T>(work: () => Promise<T>): Promise<T> {
    this.apartCount += 1;
    return work();
  }
}

const programId = 'a';

function world(): {
  clock: FixedClock;
  transactions: NoTransactions;
  stored: { value: number; reads: number; failing: boolean };
  cache: ProgramCache<number>;
} {
  const clock = new FixedClock();
  const transactions = new NoTransactions();
  const stored = { value: 1, reads: 0, failing: false };
  const read = async (): Promise<number> => {
    stored.reads += 1;
    await turn();
    if (stored.failing) throw new Error('No database.');
    return stored.value;
  };
  const cache = new ProgramCache(read, { refreshAfterMs: 400, freshMsMax: 900 }, transactions, clock);
  return { clock, transactions, stored, cache };
}

describe('what a process keeps of a programme', () => {
  it('is read once for all who ask at once', async () => {
    const { cache, stored } = world();
    expect(await Promise.all([cache.get(programId), cache.get(programId)])).toEqual([1, 1]);
    expect(stored.reads).toBe(1);
  });

  it('is read again behind the caller, who gets the old one at once, and once for all callers', async () => {
    const { cache, clock, stored, transactions } = world();
    await cache.get(programId);
    clock.advance(400);
    stored.value = 2;
    expect(await Promise.all([cache.get(programId), cache.get(programId)])).toEqual([1, 1]);
    expect([stored.reads, transactions.apartCount]).toEqual([2, 1]);
    await turn();
    await turn();
    expect(await cache.get(programId)).toBe(2);
    expect(stored.reads).toBe(2);
  });

  it('never serves beyond its limit', async () => {
    const { cache, clock, stored } = world();
    await cache.get(programId);
    clock.advance(900);
    stored.value = 2;
    expect(await cache.get(programId)).toBe(2);
  });

  it('serves the old one through a failed refresh, and tries again when it is too old', async () => {
    const { cache, clock, stored } = world();
    await cache.get(programId);
    clock.advance(500);
    stored.failing = true;
    expect(await cache.get(programId)).toBe(1);
    await turn();
    await turn();
    expect(await cache.get(programId)).toBe(1);
    clock.advance(500);
    await expect(cache.get(programId)).rejects.toThrow('No database.');
    stored.failing = false;
    expect(await cache.get(programId)).toBe(1);
  });

  it('is read at the next question once it is forgotten, whatever a refresh under way brings', async () => {
    const { cache, clock, stored } = world();
    await cache.get(programId);
    clock.advance(400);
    await cache.get(programId);
    cache.forget(programId);
    stored.value = 2;
    expect(await cache.get(programId)).toBe(2);
    await turn();
    expect(await cache.get(programId)).toBe(2);
  });
});
