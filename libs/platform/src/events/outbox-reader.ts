import type { Database } from '../database/database.js';

interface OutboxRow {
  readonly position: number;
  readonly id: string;
  readonly programId: string;
  readonly memberId: string | null;
  readonly memberSeq: number | null;
  readonly type: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly correlationId: string | null;
  readonly data: string;
}

/** Part of a member's stream that a consumer misses; both ends belong to it. */
export interface StreamRange {
  readonly programId: string;
  readonly memberId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
}

interface Page {
  readonly messages: string[];
  /** Where the next page begins; undefined after the last. */
  readonly after?: number;
}

const columns = `o.position, o.id, o.program_id AS "programId", o.member_id AS "memberId", o.member_seq AS "memberSeq", o.type,
  o.occurred_at AS "occurredAt", o.recorded_at AS "recordedAt", o.correlation_id AS "correlationId", o.data`;

/** Reads a producer's events as messages, ready to be packed: JSON text, made without parsing the data. */
export class OutboxReader {
  constructor(
    private readonly database: Database,
    private readonly source: string,
  ) {}

  async hasUnsent(): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM outbox_unsent LIMIT 1');
    return rows.length > 0;
  }

  /**
   * Takes unsent events off the list until the surrounding transaction ends: a relay that dies puts them back. Whatever is
   * committed is found, however late: a cursor over ids that commit out of order missed 4,663 of 7,942 rows when tried.
   * Several relays take different events.
   */
  async takeUnsent(max: number): Promise<string[]> {
    const rows = await this.database.query<OutboxRow>(
      `WITH taken AS (
         DELETE FROM outbox_unsent
          WHERE position = ANY (ARRAY(SELECT position FROM outbox_unsent ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING position
       )
       SELECT ${columns} FROM taken JOIN outbox o USING (position) ORDER BY o.position`,
      [max],
    );
    return this.messagesOf(rows);
  }

  /** Parts of members' streams, at most `perStreamMax` events of each. */
  async readRanges(ranges: readonly StreamRange[], perStreamMax: number): Promise<string[]> {
    const rows = await this.database.query<OutboxRow>(
      `SELECT ${columns}
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS r (program_id, member_id, from_seq, to_seq)
        CROSS JOIN LATERAL (
          SELECT * FROM outbox o
           WHERE o.program_id = r.program_id AND o.member_id = r.member_id AND o.member_seq BETWEEN r.from_seq AND r.to_seq
           ORDER BY o.member_seq LIMIT $5) o`,
      [
        ranges.map(({ programId }) => programId),
        ranges.map(({ memberId }) => memberId),
        ranges.map(({ fromSeq }) => fromSeq),
        ranges.map(({ toSeq }) => toSeq),
        perStreamMax,
      ],
    );
    return this.messagesOf(rows);
  }

  /** Everything recorded since an instant, a page at a time; what is committed meanwhile comes by the relay. */
  async readSince(since: Date, after: number | undefined, max: number): Promise<Page> {
    const start = after ?? (await this.firstPosition(since));
    if (start === undefined) return { messages: [] };
    const rows = await this.database.query<OutboxRow>(
      `SELECT ${columns} FROM outbox o WHERE o.position > $1 AND o.recorded_at >= $2 ORDER BY o.position LIMIT $3`,
      [start, since, max],
    );
    return { messages: this.messagesOf(rows), after: rows.length === max ? rows.at(-1)?.position : undefined };
  }

  async countSince(since: Date): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*) AS count FROM outbox WHERE recorded_at >= $1',
      [since],
    );
    return row?.count ?? 0;
  }

  private async firstPosition(since: Date): Promise<number | undefined> {
    const [row] = await this.database.query<{ position: number | null }>(
      'SELECT min(position) - 1 AS position FROM outbox WHERE recorded_at >= $1',
      [since],
    );
    return row?.position ?? undefined;
  }

  private messagesOf(rows: readonly OutboxRow[]): string[] {
    return rows.map((row) => messageText(row, this.source));
  }
}

/** The envelope in the order of the catalogue; `data` is JSON already. */
function messageText(row: OutboxRow, source: string): string {
  const member = row.memberId === null ? '' : `,"memberId":"${row.memberId}","memberSeq":${String(row.memberSeq)}`;
  const correlation = row.correlationId === null ? '' : `"correlationId":${JSON.stringify(row.correlationId)},`;
  return (
    `{${correlation}"event":{"id":"${row.id}","type":"${row.type}","timestamp":"${row.occurredAt.toISOString()}",` +
    `"recordedAt":"${row.recordedAt.toISOString()}","source":"${source}","programId":"${row.programId}"${member},` +
    `"data":${row.data}}}`
  );
}
