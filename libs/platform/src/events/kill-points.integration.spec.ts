import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { EventWorld, HeldQueues, type SentQueues } from '#testing/event-world';
import { type EventJob } from './event-message.js';
import { type AfterStep, deliverySteps, type EventStep, relaySteps } from './event-steps.js';
import type { Database } from '../database/database.js';

const members = Array.from({ length: 3 }, () => randomUUID());
const nths = [1, 2];

describe('a process that dies between two steps', () => {
  let world: EventWorld;

  beforeAll(async () => {
    world = await EventWorld.create();
  });

  afterEach(() => world.forget());

  afterAll(() => world.close());

  async function publishHistory(): Promise<void> {
    for (let commit = 0; commit < 4; commit += 1) {
      await world.publish([
        ...members.map((memberId) => ({ fact: commit % 2 ? 'earned' : 'adjusted', memberId }) as const),
        { fact: 'published' },
      ]);
    }
  }

  /** Stops the world for good when the step is reached for the nth time, then takes the connection away, as the kernel would. */
  function deathAt(step: EventStep, nth: number, database: Database, adminUrl: string) {
    let seen = 0;
    let dead: () => void = () => undefined;
    const died = new Promise<void>((resolve) => (dead = resolve));
    const afterStep: AfterStep = async (reached) => {
      if (reached !== step || (seen += 1) !== nth) return;
      if (database.inTransaction) {
        const [backend] = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await terminate(adminUrl, backend!.pid);
      }
      dead();
      await new Promise(() => undefined);
    };
    return { afterStep, died };
  }

  async function relayEverything(queues: SentQueues): Promise<void> {
    while ((await world.relay(queues).pass()) > 0);
  }

  async function deliverEverything(jobs: readonly EventJob[]): Promise<void> {
    const pulls = new HeldQueues();
    const { consumer, sweep } = world.listener(pulls);
    for (const job of jobs) await consumer.receive(job);
    world.clock.advance(10_000);
    await sweep.sweep();
    expect(pulls.pulls).toEqual([]);
  }

  async function expectAllApplied(): Promise<void> {
    const [applied, published] = [await world.applied(), await world.published()];
    expect(published.get(members[0]!)).toHaveLength(4);
    expect(applied).toEqual(published);
  }

  const deaths = (steps: readonly EventStep[]) => steps.flatMap((step) => nths.map((nth) => [step, nth] as const));

  it.each(deaths(relaySteps))('the relay, after %s (%d): nothing is lost or applied twice', async (step, nth) => {
    const { database } = world.producer;
    const queues = new HeldQueues();
    const { afterStep, died } = deathAt(step, nth, database, world.producer.adminUrl);
    const dying = world.relay(queues, afterStep);
    const passes = (async () => {
      for (let pass = 0; pass < nth; pass += 1) {
        await publishHistory();
        await dying.pass();
      }
    })();
    await Promise.race([died, passes]);
    await expectDeath(died);
    await relayEverything(queues);
    await deliverEverything(queues.jobs);
    const [applied, published] = [await world.applied(), await world.published()];
    expect(published.get(members[0]!)).toHaveLength(4 * nth);
    expect(applied).toEqual(published);
  });

  it.each(deaths(deliverySteps))('the consumer, after %s (%d): nothing is lost or applied twice', async (step, nth) => {
    await publishHistory();
    const queues = new HeldQueues();
    await relayEverything(queues);
    const half = Math.ceil(queues.jobs.length / 2);
    expect(half).toBe(1);
    const { afterStep, died } = deathAt(step, nth, world.consumer.database, world.consumer.adminUrl);
    const { consumer } = world.listener(new HeldQueues(), undefined, afterStep);
    const work = (async () => {
      for (let time = 0; time < nth; time += 1) for (const job of queues.jobs) await consumer.receive(job);
    })();
    await Promise.race([died, work]);
    await expectDeath(died);
    // The queue gives a dead worker's job to another one.
    await deliverEverything(queues.jobs);
    await expectAllApplied();
  });

  /** A kill that never happened would prove nothing. */
  async function expectDeath(died: Promise<void>): Promise<void> {
    expect(await Promise.race([died.then(() => 'died'), new Promise(setImmediate).then(() => 'lives')])).toBe('died');
  }
});

async function terminate(adminUrl: string, pid: number): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  await admin.end();
}
