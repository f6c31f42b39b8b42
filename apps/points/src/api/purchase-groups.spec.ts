import { pino } from 'pino';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PostPurchases } from '../application/post-purchases.js';
import { PurchaseGroups } from './purchase-groups.js';

interface Group {
  readonly programId: string;
  readonly ids: readonly string[];
  readonly commit: () => void;
  readonly fail: (error: Error) => void;
}

const posting = (id: string): PurchasePosting => ({ purchaseId: id }) as unknown as PurchasePosting;
const postings = (count: number, name = 'p'): PurchasePosting[] =>
  Array.from({ length: count }, (_, n) => posting(`${name}${String(n)}`));

/** Transactions that end when the test says so. */
class HeldPosts {
  readonly groups: Group[] = [];
  private started = (): void => undefined;

  execute(programId: string, given: readonly PurchasePosting[]): Promise<unknown> {
    const ids = given.map(({ purchaseId }) => purchaseId);
    return new Promise((resolve, reject) => {
      const commit = (): void => {
        resolve(ids.map((purchaseId) => ({ ok: true, value: { purchaseId, duplicate: false } })));
      };
      this.groups.push({ programId, ids, commit, fail: reject });
      this.started();
    });
  }

  async until(count: number): Promise<void> {
    while (this.groups.length < count) await new Promise<void>((resolve) => (this.started = resolve));
  }
}

describe('PurchaseGroups', () => {
  let held: HeldPosts;
  let groups: PurchaseGroups;
  beforeEach(() => {
    held = new HeldPosts();
    groups = new PurchaseGroups(held as unknown as PostPurchases, pino({ level: 'silent' }));
  });

  it('writes at once when nothing is running, and gathers what comes meanwhile', async () => {
    const answers = [
      groups.post('a', postings(1, 'one')),
      groups.post('a', postings(2, 'two')),
      groups.post('a', postings(3, 'three')),
    ];
    await held.until(2);
    expect(held.groups.map(({ ids }) => ids.length)).toEqual([1, 5]);
    held.groups.forEach(({ commit }) => commit());
    const results = await Promise.all(answers);
    expect(results.map((each) => each.map((result) => result.ok && result.value.purchaseId))).toEqual([
      ['one0'],
      ['two0', 'two1'],
      ['three0', 'three1', 'three2'],
    ]);
  });

  it('runs two transactions at most and keeps a group to 100 posts of one programme', async () => {
    const answers = [
      groups.post('a', postings(1)),
      groups.post('a', postings(500)),
      groups.post('b', postings(60)),
      groups.post('a', postings(60)),
      groups.post('b', postings(40)),
      groups.post('b', postings(1)),
    ];
    await held.until(2);
    const sizes = (): [string, number][] => held.groups.map(({ programId, ids }) => [programId, ids.length]);
    expect(sizes()).toEqual([
      ['a', 1],
      ['a', 500],
    ]);
    for (let done = 0; done < 5; done += 1) {
      await held.until(done + 1);
      held.groups[done]?.commit();
    }
    await Promise.all(answers);
    expect(sizes()).toEqual([
      ['a', 1],
      ['a', 500],
      ['b', 100],
      ['a', 60],
      ['b', 1],
    ]);
  });

  it('tries each post of a failed group alone', async () => {
    const answer = groups.post('a', postings(2));
    await held.until(1);
    held.groups[0]?.fail(new Error('a bug'));
    await held.until(2);
    held.groups[1]?.commit();
    await held.until(3);
    held.groups[2]?.fail(new Error('the bug'));
    expect(await answer).toEqual([
      { ok: true, value: { purchaseId: 'p0', duplicate: false } },
      { ok: false, error: { code: 'internal', detail: 'Something failed on our side.' } },
    ]);
  });

  it('answers unavailable while the database is away, without trying each', async () => {
    const answer = groups.post('a', postings(2));
    await held.until(1);
    held.groups[0]?.fail(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
    const refused = { ok: false, error: expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 1 }) };
    expect(await answer).toEqual([refused, refused]);
    expect(held.groups).toHaveLength(1);
  });

  it('refuses what would wait longer than a till does', async () => {
    void groups.post('a', postings(1));
    void groups.post('a', postings(500));
    void groups.post('a', postings(20_000));
    expect(() => groups.post('a', postings(1))).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });
});
