import pg from 'pg';
import { pino } from 'pino';
import type { EventData, EventEnvelope } from '#contracts/events/catalogue';
import type { AnyNewEvent } from '#contracts/events/outbox';
import type { ServiceName } from '#contracts/internal/call';
import { DeadLetters } from '#platform/events/dead-letters';
import { EventConsumer } from '#platform/events/event-consumer';
import { EventDelivery } from '#platform/events/event-delivery';
import type { EventHandlers, FoundHandler } from '#platform/events/event-handlers';
import type { EventJob } from '#platform/events/event-message';
import type { EventQueues, PullRequest } from '#platform/events/event-queues';
import type { AfterStep } from '#platform/events/event-steps';
import { GapSweep } from '#platform/events/gap-sweep';
import { Inbox } from '#platform/events/inbox';
import { OutboxReader } from '#platform/events/outbox-reader';
import { OutboxStore } from '#platform/events/outbox-store';
import { Puller } from '#platform/events/puller';
import { Relay } from '#platform/events/relay';
import { StreamPositions } from '#platform/events/stream-positions';
import { EventValidator } from '#platform/events/event-validator';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from './fixed-clock.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export type SentQueues = Pick<EventQueues, 'send' | 'requestPull'>;
type Handle = (event: EventEnvelope) => Promise<void> | void;

export const program = '0195f5a0-0000-7000-8000-0000000000aa';

/** What happened in a history, in few words: a member's spend, a member's check-in, or something of the programme. */
export type Fact = 'earned' | 'adjusted' | 'published';

const source: ServiceName = 'points';
const consumer: ServiceName = 'churn';
const data: Readonly<Record<Fact, { type: AnyNewEvent['type']; data: unknown }>> = {
  earned: {
    type: 'points.purchase-voided.v1',
    data: { purchaseId: 'p', voidId: 'v', reasonCode: 'r' } satisfies EventData['points.purchase-voided.v1'],
  },
  adjusted: {
    type: 'points.points-expiring.v1',
    data: {
      wallet: 'points',
      points: 1,
      at: '2026-11-21T02:15:00Z',
      daysLeft: 3,
    } satisfies EventData['points.points-expiring.v1'],
  },
  published: {
    type: 'points.campaign-published.v1',
    data: {
      code: 'base',
      version: 1,
      contentHash: 'h',
      effectiveFrom: null,
    } satisfies EventData['points.campaign-published.v1'],
  },
};
const factTypes = Object.values(data).map(({ type }) => type);

/** A producer and a consumer on real databases, with everything between them in the test's hands. */
export class EventWorld {
  readonly clock = new FixedClock();
  readonly logger = pino({ level: 'silent' });
  private readonly ids = new RandomIds(this.clock);

  private constructor(
    readonly producer: TestDatabase,
    readonly consumer: TestDatabase,
  ) {}

  static async create(): Promise<EventWorld> {
    const [producer, listener] = await Promise.all([
      createTestDatabase({ service: source, rows: [], migrations: [] }),
      createTestDatabase({ service: consumer, rows: [], migrations: [] }),
    ]);
    await asAdmin(
      listener.adminUrl,
      `CREATE TABLE churn.effects (nth bigint GENERATED ALWAYS AS IDENTITY, event_id uuid, member_id uuid, seq bigint);
       GRANT ALL ON churn.effects TO keepsake_churn`,
    );
    await Promise.all([producer, listener].map(withoutSync));
    return new EventWorld(producer, listener);
  }

  readonly outbox = (onCommitted: () => void = () => undefined): OutboxStore =>
    new OutboxStore({
      source,
      database: this.producer.database,
      ids: this.ids,
      validator: new EventValidator(),
      onCommitted,
    });

  /** Publishes facts in one commit. */
  async publish(
    facts: readonly { fact: Fact; memberId?: string; correlationId?: string }[],
    outbox = this.outbox(),
  ): Promise<string[]> {
    return this.producer.database.run(() => outbox.append(facts.map((fact) => this.newEvent(fact))));
  }

  newEvent({ fact, memberId, correlationId }: { fact: Fact; memberId?: string; correlationId?: string }): AnyNewEvent {
    const now = this.clock.now();
    const { type } = data[fact];
    return {
      ...data[fact],
      type,
      programId: program,
      memberId,
      correlationId,
      occurredAt: now,
      recordedAt: now,
    } as AnyNewEvent;
  }

  relay(queues: SentQueues, afterStep?: AfterStep): Relay {
    const { database } = this.producer;
    const outbox = new OutboxReader(database, source);
    const onError = (): void => undefined;
    return new Relay({ source, subscribers: [consumer], transactions: database, outbox, queues, onError, afterStep });
  }

  reader(): OutboxReader {
    return new OutboxReader(this.producer.database, source);
  }

  puller(queues: SentQueues): Puller {
    return new Puller(source, this.reader(), queues);
  }

  /** A consumer whose handler notes every event in the table of effects, after what the test does with it. */
  listener(queues: SentQueues, handle: Handle = () => undefined, afterStep?: AfterStep) {
    const { database } = this.consumer;
    const { clock, logger } = this;
    const positions = new StreamPositions(database);
    const deadLetters = new DeadLetters(database);
    const handlers = this.handlers(handle);
    const delivery = new EventDelivery({
      database,
      clock,
      logger,
      handlers,
      positions,
      deadLetters,
      inbox: new Inbox(database),
      afterStep,
    });
    const sweep = new GapSweep({ consumer, database, clock, positions, deadLetters, delivery, queues });
    return { consumer: new EventConsumer(delivery, database, deadLetters, clock), sweep, positions, deadLetters };
  }

  /** Ids of the applied events by member, in the order in which they were applied; '' for those without one. */
  async applied(): Promise<Map<string, string[]>> {
    const rows = await this.consumer.database.query<{ eventId: string; memberId: string | null }>(
      'SELECT event_id AS "eventId", member_id AS "memberId" FROM effects ORDER BY nth',
    );
    return listBy(
      rows,
      ({ memberId }) => memberId ?? '',
      ({ eventId }) => eventId,
    );
  }

  /** Ids of the published events by member, in their order. */
  async published(): Promise<Map<string, string[]>> {
    const rows = await this.producer.database.query<{ id: string; memberId: string | null }>(
      'SELECT id, member_id AS "memberId" FROM outbox ORDER BY member_seq, position',
    );
    return listBy(
      rows,
      ({ memberId }) => memberId ?? '',
      ({ id }) => id,
    );
  }

  async forget(): Promise<void> {
    await clear(this.producer, ['outbox_unsent', 'outbox', 'event_streams']);
    await clear(this.consumer, ['effects', 'inbox', 'stream_positions', 'parked_events', 'dead_letters']);
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.close(), this.consumer.close()]);
  }

  private handlers(handle: Handle): EventHandlers {
    const { database } = this.consumer;
    const note = async (events: readonly EventEnvelope[]): Promise<void> => {
      for (const event of events) await handle(event);
      await database.query(
        'INSERT INTO effects (event_id, member_id, seq) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])',
        [events.map(({ id }) => id), events.map(({ memberId }) => memberId), events.map(({ memberSeq }) => memberSeq)],
      );
    };
    return new Map(factTypes.map((type): [string, FoundHandler] => [type, { type, place: 'test', handle: note }]));
  }
}

/** Queues in memory that keep what they are given until the test hands it on. */
export class HeldQueues implements SentQueues {
  readonly jobs: EventJob[] = [];
  readonly pulls: PullRequest[] = [];

  send(_consumer: ServiceName, jobs: readonly EventJob[]): Promise<void> {
    this.jobs.push(...jobs);
    return Promise.resolve();
  }

  requestPull(_source: ServiceName, request: PullRequest): Promise<void> {
    this.pulls.push(request);
    return Promise.resolve();
  }
}

function listBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => string,
): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const row of rows) {
    const key = keyOf(row);
    lists.set(key, [...(lists.get(key) ?? []), valueOf(row)]);
  }
  return lists;
}

async function clear({ database }: TestDatabase, tables: readonly string[]): Promise<void> {
  await database.run(async () => {
    for (const table of tables) await database.query(`DELETE FROM ${table}`);
  });
}

async function withoutSync({ adminUrl, dataSource }: TestDatabase): Promise<void> {
  await stopSyncing(adminUrl);
  await dataSource.destroy();
  await dataSource.initialize();
}

/** New connections commit without waiting for the disk: a test that makes hundreds of commits does not prove the disk. */
export function stopSyncing(adminUrl: string): Promise<void> {
  const database = new URL(adminUrl).pathname.slice(1);
  return asAdmin(adminUrl, `ALTER DATABASE ${database} SET synchronous_commit = off`);
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(sql);
  await admin.end();
}
