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

  override async find(programId: string, eventId: string, reference: string): Promise<RecordedActivity | undefined> {
    const [row] = await this.database.query<{
      id: string;
      memberId: string;
      contentHash: string;
      sameReference: boolean;
    }>(
      `SELECT id, member_id AS "memberId", content_hash AS "contentHash", reference_hash = $3 AS "sameReference"
         FROM activities WHERE program_id = $1 AND event_id = $2`,
      [programId, eventId, this.hashOf(programId, reference)],
    );
    return row;
  }

  override async add(activity: Activity): Promise<boolean> {
    const { programId, eventId, id, memberId, type, facts, contentHash, reference, occurredAt, recordedAt } = activity;
    const added = await this.database.affect(
      `INSERT INTO activities
         (program_id, event_id, id, member_id, type, facts, content_hash, reference_hash, occurred_at, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (program_id, event_id) DO NOTHING`,
      [
        programId,
        eventId,
        id,
        memberId,
        type,
        JSON.stringify(facts),
        contentHash,
        this.hashOf(programId, reference),
        occurredAt,
        recordedAt,
      ],
    );
    return added > 0;
  }

  /** A reference may be a phone number: only whether it is the same one is kept. */
  private hashOf(programId: string, reference: string): Buffer {
    return this.blindIndex.digest(programId, `as sent\n${reference}`);
  }
}
