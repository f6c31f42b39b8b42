import type { Database } from '../database/database.js';
import { plainColumn } from '../database/columns.js';
import type { EventMessage } from './event-message.js';
import type { BlockedBy, StreamState } from './plan-stream.js';

export interface StreamKey {
  readonly programId: string;
  readonly memberId: string;
}

export interface LockedStream extends StreamKey, StreamState {}

/** A member whose events wait behind a gap. */
export interface GappedStream extends StreamKey {
  readonly source: string;
  readonly lastSeq: number;
  /** The lowest that waits; null when none does. */
  readonly parkedSeq: number | null;
}

/** Where each producer's events of each member are applied up to, and what waits beyond. All in the ambient transaction. */
export class StreamPositions {
  constructor(private readonly database: Database) {}

  /** @param streams sorted by `compareStreams`, so that two jobs never wait for each other crosswise */
  async lock(source: string, streams: readonly StreamKey[]): Promise<LockedStream[]> {
    if (streams.length === 0) return [];
    const values = [
      source,
      plainColumn(streams.map(({ programId }) => programId)),
      plainColumn(streams.map(({ memberId }) => memberId)),
    ];
    await this.database.query(
      `INSERT INTO stream_positions (source, program_id, member_id, last_seq)
       SELECT $1, s.program_id, s.member_id, 0 FROM unnest($2::uuid[], $3::uuid[]) AS s (program_id, member_id)
        WHERE NOT EXISTS (SELECT 1 FROM stream_positions p
                           WHERE p.program_id = s.program_id AND p.member_id = s.member_id AND p.source = $1)
       ON CONFLICT DO NOTHING`,
      values,
    );
    // Its own statement: what a waiting lock lets through must be what the other transaction committed.
    return this.database.query<LockedStream>(
      `SELECT p.program_id AS "programId", p.member_id AS "memberId", p.last_seq AS "lastSeq", p.blocked_by AS "blockedBy"
         FROM unnest($2::uuid[], $3::uuid[]) AS s (program_id, member_id)
         JOIN stream_positions p ON p.program_id = s.program_id AND p.member_id = s.member_id AND p.source = $1
        ORDER BY p.program_id, p.member_id
          FOR UPDATE OF p`,
      values,
    );
  }

  /** @param lookAt when a gap that is still there is looked at */
  async move(source: string, streams: readonly LockedStream[], lookAt: Date): Promise<void> {
    if (streams.length === 0) return;
    await this.database.query(
      `UPDATE stream_positions p
          SET last_seq = s.last_seq, blocked_by = s.blocked_by, look_at = CASE WHEN s.blocked_by IS NOT NULL THEN $6::timestamptz END
         FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) AS s (program_id, member_id, last_seq, blocked_by)
        WHERE p.program_id = s.program_id AND p.member_id = s.member_id AND p.source = $1`,
      [
        source,
        plainColumn(streams.map(({ programId }) => programId)),
        plainColumn(streams.map(({ memberId }) => memberId)),
        plainColumn(streams.map(({ lastSeq }) => lastSeq)),
        plainColumn(streams.map(({ blockedBy }) => blockedBy)),
        lookAt,
      ],
    );
  }

  async park(messages: readonly EventMessage[], parkedAt: Date): Promise<void> {
    if (messages.length === 0) return;
    await this.database.query(
      `INSERT INTO parked_events (source, program_id, member_id, member_seq, message, parked_at)
       SELECT source, program_id, member_id, member_seq, message, $6
         FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) AS e (source, program_id, member_id, member_seq, message)
       ON CONFLICT DO NOTHING`,
      [
        messages.map(({ event }) => event.source),
        messages.map(({ event }) => event.programId),
        messages.map(({ event }) => event.memberId),
        messages.map(({ event }) => event.memberSeq),
        messages.map((message) => JSON.stringify(message)),
        parkedAt,
      ],
    );
  }

  /** @returns what waits for the given members, at most `perStreamMax` of each, by sequence */
  async parked(source: string, streams: readonly StreamKey[], perStreamMax: number): Promise<EventMessage[]> {
    if (streams.length === 0) return [];
    const rows = await this.database.query<{ message: string }>(
      `SELECT e.message
         FROM unnest($2::uuid[], $3::uuid[]) AS s (program_id, member_id)
        CROSS JOIN LATERAL (
          SELECT message, member_seq FROM parked_events
           WHERE source = $1 AND program_id = s.program_id AND member_id = s.member_id
           ORDER BY member_seq LIMIT $4) e`,
      [
        source,
        plainColumn(streams.map(({ programId }) => programId)),
        plainColumn(streams.map(({ memberId }) => memberId)),
        perStreamMax,
      ],
    );
    return rows.map(({ message }) => JSON.parse(message) as EventMessage);
  }

  /** Forgets what no longer waits because it is applied, or dead. */
  async unpark(source: string, streams: readonly (StreamKey & { readonly lastSeq: number })[]): Promise<void> {
    if (streams.length === 0) return;
    await this.database.query(
      `DELETE FROM parked_events e
        USING unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS s (program_id, member_id, last_seq)
        WHERE e.source = $1 AND e.program_id = s.program_id AND e.member_id = s.member_id AND e.member_seq <= s.last_seq`,
      [
        source,
        plainColumn(streams.map(({ programId }) => programId)),
        plainColumn(streams.map(({ memberId }) => memberId)),
        plainColumn(streams.map(({ lastSeq }) => lastSeq)),
      ],
    );
  }

  /** Members behind a gap that are due to be looked at, oldest first. */
  async gapped(dueBy: Date, max: number): Promise<GappedStream[]> {
    return this.database.query<GappedStream>(
      `SELECT p.source, p.program_id AS "programId", p.member_id AS "memberId", p.last_seq AS "lastSeq",
              (SELECT min(e.member_seq) FROM parked_events e
                WHERE e.source = p.source AND e.program_id = p.program_id AND e.member_id = p.member_id) AS "parkedSeq"
         FROM stream_positions p
        WHERE p.blocked_by = 'gap' AND p.look_at <= $1
        ORDER BY p.look_at LIMIT $2`,
      [dueBy, max],
    );
  }

  async lookAgain(streams: readonly GappedStream[], lookAt: Date): Promise<void> {
    await this.database.query(
      `UPDATE stream_positions p SET look_at = $4
         FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS s (source, program_id, member_id)
        WHERE p.source = s.source AND p.program_id = s.program_id AND p.member_id = s.member_id AND p.blocked_by = 'gap'`,
      [
        streams.map(({ source }) => source),
        plainColumn(streams.map(({ programId }) => programId)),
        plainColumn(streams.map(({ memberId }) => memberId)),
        lookAt,
      ],
    );
  }

  async countBlocked(): Promise<Readonly<Record<BlockedBy, number>>> {
    const rows = await this.database.query<{ blockedBy: BlockedBy; members: number }>(
      `SELECT blocked_by AS "blockedBy", count(*) AS members FROM stream_positions WHERE blocked_by IS NOT NULL GROUP BY 1`,
    );
    const count = (by: BlockedBy): number => rows.find(({ blockedBy }) => blockedBy === by)?.members ?? 0;
    return { gap: count('gap'), dead: count('dead') };
  }
}

/** The order of PostgreSQL's uuid type: of the bytes, and so of the lower-case text. */
export function compareStreams(one: StreamKey, other: StreamKey): number {
  if (one.programId !== other.programId) return one.programId < other.programId ? -1 : 1;
  return one.memberId < other.memberId ? -1 : Number(one.memberId > other.memberId);
}
