import type { Ids } from '#kernel/ids';
import type { EventEnvelope } from '#contracts/events/catalogue';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import type { ServiceName } from '#contracts/internal/call';
import type { Database } from '../database/database.js';
import { documentColumn, instantColumn, plainColumn } from '../database/columns.js';
import { currentContext } from '../telemetry/context.js';
import { causeOf } from './correlation.js';
import type { EventValidator } from './event-validator.js';

interface OutboxStoreOptions {
  readonly source: ServiceName;
  readonly database: Database;
  readonly ids: Ids;
  /** Outside production: holds events to their schema. */
  readonly validator?: EventValidator;
  /** Called after each commit that left events behind. */
  readonly onCommitted: () => void;
}

interface Stream {
  readonly programId: string;
  readonly memberId: string;
  count: number;
}

/** The outbox of one service. */
export class OutboxStore extends EventOutbox {
  constructor(private readonly options: OutboxStoreOptions) {
    super();
  }

  override async append(events: readonly AnyNewEvent[]): Promise<string[]> {
    const { database, source, ids, onCommitted } = this.options;
    if (!database.inTransaction) throw new Error('Events are published in the transaction of the facts they tell.');
    if (events.length === 0) return [];
    const foreign = events.find(({ type }) => !type.startsWith(`${source}.`));
    if (foreign) throw new Error(`${source} cannot publish ${foreign.type}.`);
    const given = events.map(() => ids.next());
    this.check(events, given);
    const { streams, behind } = countStreams(events);
    await database.query(appendSql, [
      plainColumn(streams.map(({ programId }) => programId)),
      plainColumn(streams.map(({ memberId }) => memberId)),
      plainColumn(streams.map(({ count }) => count)),
      plainColumn(given),
      plainColumn(events.map(({ programId }) => programId)),
      plainColumn(events.map(({ memberId }) => memberId ?? null)),
      plainColumn(behind),
      plainColumn(events.map(({ type }) => type)),
      instantColumn(events.map(({ occurredAt }) => occurredAt)),
      instantColumn(events.map(({ recordedAt }) => recordedAt)),
      events.map(correlationOf),
      documentColumn(events.map(({ data }) => data)),
    ]);
    database.afterCommit(onCommitted);
    return given;
  }

  private check(events: readonly AnyNewEvent[], given: readonly string[]): void {
    const { validator, source } = this.options;
    if (!validator) return;
    events.forEach(({ type, programId, memberId, occurredAt, recordedAt, data }, index) => {
      if (!validator.isDue(type)) return;
      const envelope = {
        id: given[index],
        type,
        timestamp: occurredAt.toISOString(),
        recordedAt: recordedAt.toISOString(),
        source,
        programId,
        ...(memberId ? { memberId, memberSeq: 1 } : {}),
        data: JSON.parse(JSON.stringify(data)) as unknown,
      };
      validator.check(envelope as EventEnvelope);
    });
  }
}

/** One statement bumps every member's counter, in the order of the ids so that two of them never wait crosswise, and writes the events. */
const appendSql = `
  WITH bumped AS (
    INSERT INTO event_streams AS stream (program_id, member_id, last_seq)
    SELECT program_id, member_id, events FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS s (program_id, member_id, events)
    ON CONFLICT (program_id, member_id) DO UPDATE SET last_seq = stream.last_seq + excluded.last_seq
    RETURNING program_id, member_id, last_seq
  ), appended AS (
    INSERT INTO outbox (id, program_id, member_id, member_seq, type, occurred_at, recorded_at, correlation_id, data)
    SELECT e.id, e.program_id, e.member_id, b.last_seq - e.behind, e.type, e.occurred_at, e.recorded_at, e.correlation_id, e.data
      FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::text[], $9::timestamptz[], $10::timestamptz[],
                  $11::text[], string_to_array($12, E'\\x01'))
           WITH ORDINALITY AS e (id, program_id, member_id, behind, type, occurred_at, recorded_at, correlation_id, data, nth)
      LEFT JOIN bumped b ON b.program_id = e.program_id AND b.member_id = e.member_id
     ORDER BY e.nth
    RETURNING position
  )
  INSERT INTO outbox_unsent (position) SELECT position FROM appended`;

/**
 * @returns one stream a member, by id; and for each event how many of its member's events come behind it, so that its sequence
 *          is the counter after the bump less that
 */
function countStreams(events: readonly AnyNewEvent[]): { streams: Stream[]; behind: number[] } {
  const streams = new Map<string, Stream>();
  const behind = new Array<number>(events.length).fill(0);
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const { programId, memberId } = events[index] as AnyNewEvent;
    if (!memberId) continue;
    const key = programId + memberId;
    const stream = streams.get(key);
    if (stream) behind[index] = stream.count++;
    else streams.set(key, { programId, memberId, count: 1 });
  }
  const sorted = [...streams.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, stream]) => stream);
  return { streams: sorted, behind };
}

function correlationOf({ correlationId, programId, memberId }: AnyNewEvent): string | null {
  return correlationId ?? (memberId && causeOf(programId, memberId)) ?? currentContext()?.correlationId ?? null;
}
