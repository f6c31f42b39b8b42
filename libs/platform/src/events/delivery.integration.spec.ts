import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { EventWorld, type Fact, HeldQueues } from '#testing/event-world';
import { Redrive } from './redrive.js';
import { type EventMessage, packJobs, unpackJob } from './event-message.js';

const members = Array.from({ length: 4 }, () => randomUUID());
const farAhead = new Date('2100-01-01T00:00:00Z');

/** A slow machine tries fewer histories. */
const longestMs = 15_000;

/** What a queue does to messages on their way, drawn by fast-check. */
interface Chaos {
  readonly order: readonly number[];
  readonly fate: readonly ('once' | 'twice' | 'lost')[];
  readonly jobSizes: readonly number[];
}

const chaos: fc.Arbitrary<Chaos> = fc.record({
  order: fc.array(fc.nat(), { minLength: 8, maxLength: 40 }),
  fate: fc.array(fc.constantFrom('once', 'once', 'twice', 'lost'), { minLength: 1, maxLength: 15 }),
  jobSizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
});

const fact = fc.record({
  fact: fc.constantFrom<Fact>('earned', 'adjusted'),
  memberId: fc.constantFrom(...members),
});
const programmeFact = fc.constant<{ fact: Fact; memberId?: string }>({ fact: 'published' });
const history = fc.array(
  fc.array(fc.oneof({ weight: 5, arbitrary: fact }, { weight: 1, arbitrary: programmeFact }), {
    minLength: 1,
    maxLength: 6,
  }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

describe('the delivery of events', () => {
  let world: EventWorld;

  beforeAll(async () => {
    world = await EventWorld.create();
  });

  afterEach(() => world.forget());

  afterAll(() => world.close());

  /** Everything published is queued and taken out as single messages. */
  async function relayed(): Promise<EventMessage[]> {
    const queues = new HeldQueues();
    while ((await world.relay(queues).pass()) > 0);
    return queues.jobs.flatMap(unpackJob);
  }

  const asJob = (messages: readonly EventMessage[]) =>
    packJobs(
      'points',
      messages.map((message) => JSON.stringify(message)),
    )[0]!;

  it('applies every event once and in order, whatever the queue shuffles, repeats, loses and batches anew', async () => {
    const endsAt = performance.now() + longestMs;
    await fc.assert(
      fc.asyncProperty(history, chaos, async (commits, { order, fate, jobSizes }) => {
        if (performance.now() > endsAt) return;
        await world.forget();
        for (const facts of commits) await world.publish(facts);
        const pulls = new HeldQueues();
        const { consumer, sweep } = world.listener(pulls);
        const arriving = (await relayed()).flatMap((message, index) => {
          const what = fate[index % fate.length];
          return what === 'lost' ? [] : what === 'twice' ? [message, message] : [message];
        });
        const shuffled = arriving
          .map((message, index) => ({ message, rank: order[index % order.length]! * (index + 7919) }))
          .sort((one, other) => (one.rank % 101) - (other.rank % 101))
          .map(({ message }) => message);
        for (let from = 0, job = 0; from < shuffled.length; job += 1) {
          const size = jobSizes[job % jobSizes.length]!;
          const two = [shuffled.slice(from, from + size), shuffled.slice(from + size, from + 2 * size)];
          // Two at once, like the worker.
          await Promise.all(two.filter((some) => some.length > 0).map((some) => consumer.receive(asJob(some))));
          from += 2 * size;
        }

        // Holes show behind later events and are pulled; what was lost at the very end comes with a replay.
        world.clock.advance(60_000);
        const answered = new HeldQueues();
        await sweep.sweep();
        for (const request of pulls.pulls.splice(0)) await world.puller(answered).answer(request);
        const replay = await world.reader().readSince(new Date(0), undefined, 1_000);
        for (const job of [...answered.jobs, ...packJobs('points', replay.messages)]) await consumer.receive(job);

        const [applied, published] = [await world.applied(), await world.published()];
        expect(new Set(applied.get(''))).toEqual(new Set(published.get('')));
        expect(applied.get('')?.length).toBe(published.get('')?.length);
        for (const member of members) expect(applied.get(member)).toEqual(published.get(member));
        expect(await world.listener(pulls).positions.gapped(farAhead, 10)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('pulls a gap again until it is filled, and takes up what waited behind it', async () => {
    const [ann] = members as [string];
    for (let nth = 0; nth < 5; nth += 1) await world.publish([{ fact: 'earned', memberId: ann }]);
    const messages = await relayed();
    const pulls = new HeldQueues();
    const { consumer, sweep, positions } = world.listener(pulls);
    await consumer.receive(asJob([messages[0]!, messages[3]!, messages[4]!]));
    expect(await positions.countBlocked()).toEqual({ gap: 1, dead: 0 });

    await sweep.sweep();
    expect(pulls.pulls).toEqual([]); // another job may be bringing it right now

    world.clock.advance(2_000);
    await sweep.sweep();
    await sweep.sweep();
    const missing = { consumer: 'churn', ranges: [expect.objectContaining({ memberId: ann, fromSeq: 2, toSeq: 3 })] };
    expect(pulls.pulls).toEqual([missing]);
    world.clock.advance(10_000);
    await sweep.sweep();
    expect(pulls.pulls).toEqual([missing, missing]);

    const answered = new HeldQueues();
    await world.puller(answered).answer(pulls.pulls[0]!);
    for (const job of answered.jobs) await consumer.receive(job);
    expect(await world.applied()).toEqual(await world.published());
    expect(await positions.countBlocked()).toEqual({ gap: 0, dead: 0 });
  });

  describe('when a handler cannot take an event', () => {
    const [ann, ben] = members as [string, string];
    let bad = new Set<string>();
    const refuse = ({ id }: { id: string }): void => {
      if (bad.has(id)) throw Object.assign(new Error('phone +8613800138000'), { name: 'BadEventError' });
    };

    async function publishFive(): Promise<EventMessage[]> {
      for (let nth = 0; nth < 4; nth += 1) {
        await world.publish([
          { fact: nth === 2 ? 'adjusted' : 'earned', memberId: ann },
          { fact: 'earned', memberId: ben },
          { fact: 'published' },
        ]);
      }
      return relayed();
    }

    it('buries it alone, parks its member from there and lets everybody else proceed', async () => {
      const messages = await publishFive();
      const ofAnn = messages.filter(({ event }) => event.memberId === ann);
      bad = new Set([ofAnn[1]!.event.id]);
      const { consumer, positions, deadLetters } = world.listener(new HeldQueues(), refuse);
      await consumer.receive(asJob(messages.slice(0, 8)));
      await consumer.receive(asJob(messages.slice(8)));

      const [applied, published] = [await world.applied(), await world.published()];
      expect(applied.get(ann)).toEqual([ofAnn[0]!.event.id]);
      expect(applied.get(ben)).toEqual(published.get(ben));
      expect(applied.get('')).toHaveLength(4);
      expect(await positions.countBlocked()).toEqual({ gap: 0, dead: 1 });
      expect(await deadLetters.deadIds()).toEqual([...bad]);
      const letter = await deadLetters.takeDead(ofAnn[1]!.event.id);
      expect(letter).toMatchObject({ eventId: ofAnn[1]!.event.id, memberId: ann, memberSeq: 2, attempts: 1 });
      expect(letter!.error).toMatch(/^BadEventError/);
      expect(letter!.error).not.toMatch(/138/);
    });

    it.each([
      [false, 'tries it again, and what waited behind it follows'],
      [true, 'skips it, and what waited behind it follows'],
    ])('on a redrive (skip: %s) %s', async (skip) => {
      const messages = await publishFive();
      const ofAnn = messages.filter(({ event }) => event.memberId === ann);
      const ofProgramme = messages.filter(({ event }) => event.memberId === undefined);
      const { consumer, sweep, positions, deadLetters } = world.listener(new HeldQueues(), refuse);
      bad = new Set([ofAnn[1]!.event.id, ofProgramme[0]!.event.id]);
      await consumer.receive(asJob(messages));
      expect(await deadLetters.countDead()).toBe(2);
      if (!skip) bad.clear();

      const redrive = new Redrive(world.consumer.database, world.clock);
      const settled = await all(redrive.run({ skip }));
      await sweep.sweep();
      await consumer.receive(asJob(messages));

      const outcome = skip ? 'skipped' : 'redriven';
      expect(settled.map((result) => result.outcome)).toEqual([outcome, outcome]);
      const [applied, published] = [await world.applied(), await world.published()];
      const skipped = skip ? [ofAnn[1]!.event.id, ofProgramme[0]!.event.id] : [];
      expect(applied.get(ann)).toEqual(published.get(ann)!.filter((id) => !skipped.includes(id)));
      expect(applied.get('')!.sort()).toEqual(
        published
          .get('')!
          .filter((id) => !skipped.includes(id))
          .sort(),
      );
      expect(await positions.countBlocked()).toEqual({ gap: 0, dead: 0 });
      expect(await deadLetters.countDead()).toBe(0);
    });

    it('is dead again when it fails again, with its attempts counted', async () => {
      const messages = await publishFive();
      const { id } = messages.find(({ event }) => event.memberId === ann)!.event;
      bad = new Set([id]);
      const { consumer, sweep, positions, deadLetters } = world.listener(new HeldQueues(), refuse);
      await consumer.receive(asJob(messages));
      await all(new Redrive(world.consumer.database, world.clock).run({ eventId: id, skip: false }));
      await sweep.sweep();
      expect(await deadLetters.takeDead(id)).toMatchObject({ attempts: 2 });
      expect(await positions.countBlocked()).toEqual({ gap: 0, dead: 1 });
    });

    it('buries an event without a member alone', async () => {
      const messages = await publishFive();
      bad = new Set([messages.find(({ event }) => event.memberId === undefined)!.event.id]);
      const { consumer, deadLetters } = world.listener(new HeldQueues(), refuse);
      await consumer.receive(asJob(messages));
      const [applied, published] = [await world.applied(), await world.published()];
      expect(applied.get(ann)).toEqual(published.get(ann));
      expect(applied.get('')).toHaveLength(3);
      expect(await deadLetters.countDead()).toBe(1);
    });

    it('gives the job back unharmed when only the weather was bad', async () => {
      const messages = await publishFive();
      let isDown = true;
      const { consumer, deadLetters } = world.listener(new HeldQueues(), () => {
        if (isDown) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
      });
      await expect(consumer.receive(asJob(messages))).rejects.toThrow('no');
      expect(await world.applied()).toEqual(new Map());
      isDown = false;
      await consumer.receive(asJob(messages));
      expect(await world.applied()).toEqual(await world.published());
      expect(await deadLetters.countDead()).toBe(0);
    });

    it('puts a job that cannot be read among the dead letters, once', async () => {
      const { consumer, deadLetters } = world.listener(new HeldQueues());
      const job = { source: 'points', count: 3, messages: 'bm90IHVz' };
      await consumer.receive(job);
      await consumer.receive(job);
      expect(await deadLetters.countDead()).toBe(1);
    });
  });

  it('lets what a handler publishes go back to the request whose event it handles', async () => {
    const [ann, ben] = members as [string, string];
    await world.publish([
      { fact: 'earned', memberId: ann, correlationId: 'till-1' },
      { fact: 'earned', memberId: ben, correlationId: 'till-2' },
    ]);
    const messages = await relayed();
    const { consumer } = world.listener(new HeldQueues(), async ({ memberId }) => {
      await world.publish([{ fact: 'adjusted', memberId }]);
    });
    await consumer.receive(asJob(messages));
    const caused = await relayed();
    expect(new Map(caused.map(({ event, correlationId }) => [event.memberId, correlationId]))).toEqual(
      new Map([
        [ann, 'till-1'],
        [ben, 'till-2'],
      ]),
    );
  });
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const listed: Item[] = [];
  for await (const item of items) listed.push(item);
  return listed;
}
