import { randomUUID } from 'node:crypto';
import { type EventEnvelope } from '#contracts/events/catalogue';
import { EventWorld, HeldQueues } from '#testing/event-world';
import { jobEventsMax, unpackJob } from './event-message.js';

describe('the outbox and its relay', () => {
  let world: EventWorld;
  const [ann, ben] = [randomUUID(), randomUUID()].sort() as [string, string];

  beforeAll(async () => {
    world = await EventWorld.create();
  });

  afterEach(() => world.forget());

  afterAll(() => world.close());

  async function relayed(): Promise<EventEnvelope[]> {
    const queues = new HeldQueues();
    while ((await world.relay(queues).pass()) > 0);
    return queues.jobs.flatMap(unpackJob).map(({ event }) => event);
  }

  it('refuses to publish outside a transaction', async () => {
    await expect(world.outbox().append([world.newEvent({ fact: 'earned', memberId: ann })])).rejects.toThrow(
      /transaction/,
    );
  });

  it('refuses an event of another producer, and one that its schema does not allow', async () => {
    const event = world.newEvent({ fact: 'earned', memberId: ann });
    const publish = (changed: object) =>
      world.producer.database.run(() => world.outbox().append([{ ...event, ...changed }]));
    await expect(publish({ type: 'members.tier-changed.v1' })).rejects.toThrow(
      'points cannot publish members.tier-changed.v1',
    );
    await expect(publish({ data: { purchaseId: 'p' } })).rejects.toThrow(/does not match its schema/);
    expect(await relayed()).toEqual([]);
  });

  it('numbers the events of each member without a hole, whoever else publishes and rolls back', async () => {
    const facts = [
      { fact: 'earned', memberId: ben },
      { fact: 'published' },
      { fact: 'earned', memberId: ann },
      { fact: 'adjusted', memberId: ben },
    ] as const;
    const rolledBack = world.producer.database.run(async () => {
      await world.outbox().append([world.newEvent({ fact: 'earned', memberId: ben })]);
      throw new Error('no');
    });
    await Promise.allSettled([rolledBack, ...Array.from({ length: 10 }, () => world.publish(facts))]);
    const events = await relayed();
    const seqs = (member?: string) =>
      events.filter(({ memberId }) => memberId === member).map(({ memberSeq }) => memberSeq);
    expect(seqs(ann)).toEqual([...Array(10).keys()].map((index) => index + 1));
    expect(seqs(ben)).toEqual([...Array(20).keys()].map((index) => index + 1));
    expect(seqs(undefined)).toHaveLength(10);
  });

  it('sends the envelope as the catalogue says, and nothing personal beside it', async () => {
    const [id] = await world.publish([{ fact: 'earned', memberId: ann, correlationId: 'till-"1"' }]);
    const queues = new HeldQueues();
    await world.relay(queues).pass();
    expect(queues.jobs.flatMap(unpackJob)).toEqual([
      {
        correlationId: 'till-"1"',
        event: {
          id,
          type: 'points.purchase-voided.v1',
          timestamp: world.clock.now().toISOString(),
          recordedAt: world.clock.now().toISOString(),
          source: 'points',
          programId: expect.any(String),
          memberId: ann,
          memberSeq: expect.any(Number),
          data: { purchaseId: 'p', voidId: 'v', reasonCode: 'r' },
        },
      },
    ]);
  });

  it('sends what commits after younger events were sent: a cursor would miss it', async () => {
    let commit: () => void = () => undefined;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let appended: () => void = () => undefined;
    const hasAppended = new Promise<void>((resolve) => (appended = resolve));
    const slow = world.producer.database.run(async () => {
      await world.outbox().append([world.newEvent({ fact: 'earned', memberId: ann })]);
      appended();
      await mayCommit;
    });
    await hasAppended;
    await world.publish([{ fact: 'earned', memberId: ben }]);
    expect((await relayed()).map(({ memberId }) => memberId)).toEqual([ben]);
    commit();
    await slow;
    expect((await relayed()).map(({ memberId }) => memberId)).toEqual([ann]);
  });

  it('shares the work between relays: every event goes out once', async () => {
    for (let commit = 0; commit < 10; commit += 1) {
      await world.publish(Array.from({ length: 150 }, () => ({ fact: 'earned', memberId: ann }) as const));
    }
    const sent = (await Promise.all([relayed(), relayed(), relayed()])).flat();
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1_500);
    expect(sent).toHaveLength(1_500);
  });

  it('puts events back when the queue does not take them', async () => {
    await world.publish([{ fact: 'earned', memberId: ann }]);
    const broken = {
      send: () => Promise.reject(new Error('down')),
      requestPull: () => Promise.resolve(),
    };
    await expect(world.relay(broken).pass()).rejects.toThrow('down');
    expect(await relayed()).toHaveLength(1);
  });

  it('is woken by a commit and fills jobs up to their limit', async () => {
    const queues = new HeldQueues();
    const relay = world.relay(queues);
    const outbox = world.outbox(() => {
      relay.wake();
    });
    await world.publish(
      Array.from({ length: jobEventsMax + 1 }, () => ({ fact: 'published' }) as const),
      outbox,
    );
    relay.start();
    while (queues.jobs.length < 2) await new Promise(setImmediate);
    await relay.stop();
    expect(queues.jobs.map(({ count }) => count)).toEqual([jobEventsMax, 1]);
  });
});
