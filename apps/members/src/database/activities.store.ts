import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Activities, type Activity, type RecordedActivity } from '../application/ports/activities.js';
import { BlindIndex } from './personal-data.js';

@Injectable()
export class ActivitiesStore extends Activities {
  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {
    super();
  }

  override async find(
    programId: string,
    asked: readonly { readonly eventId: string; readonly reference: string }[],
  ): Promise<readonly (RecordedActivity | undefined)[]> {
    if (asked.length === 0) return [];
    const rows = await this.database.query<RecordedActivity & { place: number }>(
      `SELECT asked.place, a.id, a.member_id AS "memberId", a.content_hash AS "contentHash",
              a.reference_hash = asked.reference_hash AS "sameReference"
         FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS asked (event_id, reference_hash, place)
         JOIN activities a ON a.program_id = $1 AND a.event_id = asked.event_id`,
      [programId, asked.map(({ eventId }) => eventId), asked.map(({ reference }) => this.hashOf(programId, reference))],
    );
    const found = new Map(rows.map(({ place, ...activity }) => [place, activity]));
    return asked.map((_, index) => found.get(index + 1));
  }

  override async add(activities: readonly Activity[]): Promise<ReadonlySet<string>> {
    if (activities.length === 0) return new Set();
    // In one order, so that two groups with the same events never wait crosswise.
    const ordered = activities.toSorted((one, other) => (one.eventId < other.eventId ? -1 : 1));
    const column = <Value>(of: (activity: Activity) => Value): Value[] => ordered.map(of);
    const rows = await this.database.query<{ eventId: string }>(
      `INSERT INTO activities
         (program_id, event_id, id, member_id, type, facts, content_hash, reference_hash, occurred_at, recorded_at)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::text[], $8::bytea[],
                            $9::timestamptz[], $10::timestamptz[])
       ON CONFLICT (program_id, event_id) DO NOTHING
       RETURNING event_id AS "eventId"`,
      [
        column(({ programId }) => programId),
        column(({ eventId }) => eventId),
        column(({ id }) => id),
        column(({ memberId }) => memberId),
        column(({ type }) => type),
        column(({ facts }) => JSON.stringify(facts)),
        column(({ contentHash }) => contentHash),
        column(({ programId, reference }) => this.hashOf(programId, reference)),
        column(({ occurredAt }) => occurredAt),
        column(({ recordedAt }) => recordedAt),
      ],
    );
    return new Set(rows.map(({ eventId }) => eventId));
  }

  /** A reference may be a phone number: only whether it is the same one is kept. */
  private hashOf(programId: string, reference: string): Buffer {
    return this.blindIndex.digest(programId, `as sent\n${reference}`);
  }
}
