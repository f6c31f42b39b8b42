import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { churnDatabase } from './churn.database.js';
import { RescoreQueueStore } from './rescore-queue.store.js';

describe('members who wait for a new score', () => {
  let test: TestDatabase;
  let queue: RescoreQueueStore;
  const [programId, unscored] = [randomUUID(), randomUUID()];
  const member = (memberId = randomUUID()) => ({ programId, memberId });

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    queue = new RescoreQueueStore(test.database);
    await test.database.query(
      `INSERT INTO models (program_id, model_id, version, status, requested_by, as_of, horizon_days, seed, started_at)
       VALUES ($1, $2, 1, 'champion', 'test', now(), 60, 1, now())`,
      [programId, randomUUID()],
    );
  });
  afterAll(() => test.close());

  it('are those of programmes with a model in use', async () => {
    let heard = 0;
    queue.onAdded(() => (heard += 1));
    await queue.add([{ programId: unscored, memberId: randomUUID() }]);
    expect([await queue.take(10), heard]).toEqual([[], 0]);
    const one = member();
    await queue.add([one]);
    expect([await queue.take(10), heard]).toEqual([[one], 1]);
  });

  it('are taken in the order of their events, whoever changes again', async () => {
    const [early, late] = [member('ffffffff-ffff-7fff-bfff-ffffffffffff'), member()];
    await queue.add([early]);
    await queue.add([late]);
    await queue.add([late]);
    expect(await queue.take(1)).toEqual([early]);
    expect(await queue.take(10)).toEqual([late, late]);
  });

  it('can be added while they are being scored, without a wait, and stay where the scoring fails', async () => {
    const one = member();
    await queue.add([one]);
    const scoring = test.database.run(async () => {
      expect(await queue.take(10)).toEqual([one]);
      // On a connection of its own, as the consumer's: it would wait for ever if it waited for this transaction.
      await test.database.apart(() => queue.add([one]));
      throw new Error('crash');
    });
    await expect(scoring).rejects.toThrow('crash');
    expect(await queue.take(10)).toEqual([one, one]);
  });
});
