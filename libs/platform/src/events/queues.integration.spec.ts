import type { Queue, Worker } from 'bullmq';
import { randomBytes, randomUUID } from 'node:crypto';
import { createEmptyDatabase } from '#testing/test-database';
import { EventWorld, stopSyncing } from '#testing/event-world';
import { EventQueues, type WorkerTiming } from './event-queues.js';
import { type EventJob, packJobs } from './event-message.js';
import { connectQueues, type QueueAddress, type QueueConnection } from './queue-connection.js';
import { migrateQueues, queueRole } from './queue-migrations.js';

const quickTiming: WorkerTiming = { lockMs: 600, stalledCheckMs: 300 };
const redisUrl = process.env.KEEPSAKE_TEST_REDIS_URL;

async function postgresQueues(): Promise<QueueAddress> {
  const adminUrl = await createEmptyDatabase();
  await stopSyncing(adminUrl);
  const password = randomBytes(8).toString('hex');
  await Promise.all([migrateQueues({ adminUrl, password }), migrateQueues({ adminUrl, password })]);
  const url = new URL(adminUrl);
  url.username = queueRole;
  url.password = password;
  return { databaseUrl: url.href };
}

/** The same promises on both of BullMQ's backends. Without KEEPSAKE_TEST_REDIS_URL the second half is reported as skipped. */
const backends = [
  { name: 'PostgreSQL', address: postgresQueues, run: describe },
  {
    name: 'Redis (KEEPSAKE_TEST_REDIS_URL)',
    address: async () => ({ redisUrl }),
    run: redisUrl ? describe : describe.skip,
  },
];

for (const { name, address, run } of backends) {
  run(`the event queues on ${name}`, () => {
    let world: EventWorld;
    let at: QueueAddress;
    const opened: EventQueues[] = [];
    const failures: Error[] = [];
    const workers: Worker[] = [];

    beforeAll(async () => {
      [world, at] = await Promise.all([EventWorld.create(), address()]);
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queues) => queues.close()));
      await world.forget();
    });

    afterAll(() => world.close());

    async function open(): Promise<EventQueues> {
      const onError = (error: Error): void => void failures.push(error);
      const connection = connectQueues(at, onError);
      const openWorker: QueueConnection['openWorker'] = (queue, process, options) => {
        const worker = connection.openWorker(queue, process, options);
        workers.push(worker as Worker);
        return worker;
      };
      const queues = new EventQueues({ ...connection, openWorker }, onError, quickTiming);
      opened.push(queues);
      await queues.ready();
      return queues;
    }

    async function publishAndRelay(queues: EventQueues, commits: number, members: readonly string[]): Promise<void> {
      for (let commit = 0; commit < commits; commit += 1) {
        await world.publish(members.map((memberId) => ({ fact: 'earned', memberId }) as const));
        await world.relay(queues).pass();
      }
    }

    const nobodyDoes = (): Promise<void> => Promise.reject(new Error('Nobody sends this here.'));
    const listen = (queues: EventQueues, concurrency: number, onEvents: (job: EventJob) => Promise<void>): void => {
      queues.receive('churn', concurrency, { onEvents, onPull: nobodyDoes });
    };
    const members = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

    async function until(reached: () => Promise<boolean> | boolean): Promise<void> {
      while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 10));
    }

    const allApplied = async (): Promise<boolean> => {
      const [applied, published] = [await world.applied(), await world.published()];
      return [...published].every(([member, ids]) => applied.get(member)?.length === ids.length);
    };

    it('bring every event, in each member’s order, with two jobs at once', async () => {
      const queues = await open();
      const { consumer, sweep } = world.listener(queues);
      listen(queues, 2, (job) => consumer.receive(job));
      await publishAndRelay(queues, 20, members(15));
      await until(allApplied);
      world.clock.advance(5_000);
      await sweep.sweep();
      expect(await world.applied()).toEqual(await world.published());
      await until(async () => (await queues.depth('churn')) === 0);
    });

    it('try a job again until it succeeds, however often it fails', async () => {
      const queues = await open();
      let left = 3;
      const { consumer } = world.listener(queues, () => {
        if (left-- > 0) throw Object.assign(new Error('no database'), { code: 'ECONNREFUSED' });
      });
      listen(queues, 2, (job) => consumer.receive(job));
      await publishAndRelay(queues, 1, members(3));
      await until(allApplied);
      expect(await world.applied()).toEqual(await world.published());
      expect(left).toBe(-3);
    });

    it('give a dead worker’s job to a living one within seconds', async () => {
      const dying = await open();
      let reached: () => void = () => undefined;
      const stuck = new Promise<void>((resolve) => (reached = resolve));
      listen(dying, 1, async () => {
        reached();
        await new Promise(() => undefined);
      });
      await publishAndRelay(dying, 1, members(3));
      await stuck;
      // Like a killed process: the job stays claimed, and its lock ends by itself.
      await Promise.all(workers.splice(0).map((worker) => worker.close(true)));
      opened.splice(opened.indexOf(dying), 1);
      await dying.close();

      const living = await open();
      const { consumer } = world.listener(living);
      listen(living, 2, (job) => consumer.receive(job));
      await until(allApplied);
      expect(await world.applied()).toEqual(await world.published());
    });

    it('let the running job finish when they stop, and keep the others', async () => {
      const queues = await open();
      let finish: () => void = () => undefined;
      const mayFinish = new Promise<void>((resolve) => (finish = resolve));
      let started = 0;
      const { consumer } = world.listener(queues);
      listen(queues, 1, async (job) => {
        started += 1;
        await mayFinish;
        await consumer.receive(job);
      });
      await publishAndRelay(queues, 3, members(2));
      await until(() => started === 1);
      const stopped = queues.stopReceiving();
      finish();
      await stopped;
      expect(started).toBe(1);
      expect([...(await world.applied()).values()].map(({ length }) => length)).toEqual([1, 1]);
      expect(await queues.depth('churn')).toBe(2);

      const next = await open();
      listen(next, 2, (job) => world.listener(next).consumer.receive(job));
      await until(allApplied);
      expect(await world.applied()).toEqual(await world.published());
    });

    it('carry a request for missing events to their producer and the answer back', async () => {
      const queues = await open();
      const { consumer, sweep } = world.listener(queues);
      const [ann] = members(1) as [string];
      await world.publish([
        { fact: 'earned', memberId: ann },
        { fact: 'adjusted', memberId: ann },
      ]);
      await world.producer.database.query('DELETE FROM outbox_unsent'); // a queue that lost everything
      listen(queues, 2, (job) => consumer.receive(job));
      queues.receive('points', 1, {
        onEvents: nobodyDoes,
        onPull: (request) => world.puller(queues).answer(request),
      });
      await publishAndRelay(queues, 1, [ann]);
      await until(async () => (await world.listener(queues).positions.countBlocked()).gap === 1);
      world.clock.advance(2_000);
      await sweep.sweep();
      await until(allApplied);
      expect(await world.applied()).toEqual(await world.published());
    });

    it('keep no words of a failed job', async () => {
      const queues = await open();
      let attempts = 0;
      listen(queues, 1, () => {
        attempts += 1;
        return Promise.reject(new Error('phone +8613800138000'));
      });
      await queues.send('churn', packJobs('points', ['{}']));
      await until(() => attempts > 0);
      const connection = connectQueues(at, () => undefined);
      const queue = connection.openQueue('events.churn', {}) as Queue;
      await until(async () => (await queue.getDelayedCount()) > 0);
      const [job] = await queue.getDelayed();
      expect(failures.at(-1)?.message).toContain('phone');
      expect(job?.failedReason).toBe('The job will be tried again.');
      expect(JSON.stringify(job)).not.toContain('138');
      await queues.stopReceiving();
      await queue.obliterate({ force: true });
      await queue.close();
      await connection.close();
    });
  });
}
