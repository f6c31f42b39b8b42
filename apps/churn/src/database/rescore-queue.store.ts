import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { TouchedMember } from '../application/ports/purchase-facts.js';
import { RescoreQueue } from '../application/ports/rescore-queue.js';

@Injectable()
export class RescoreQueueStore extends RescoreQueue {
  private listener: () => void = () => undefined;

  constructor(private readonly database: Database) {
    super();
  }

  override async add(members: readonly TouchedMember[]): Promise<void> {
    if (members.length === 0) return;
    const added = await this.database.affect(
      `INSERT INTO rescore_queue (program_id, member_id)
       SELECT DISTINCT t.program_id, t.member_id
         FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)
         JOIN models m ON m.program_id = t.program_id AND m.status = 'champion'`,
      [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)],
    );
    if (added > 0) this.database.afterCommit(() => this.listener());
  }

  override take(max: number): Promise<TouchedMember[]> {
    return this.database.query<TouchedMember>(
      `DELETE FROM rescore_queue
        WHERE place IN (SELECT place FROM rescore_queue ORDER BY place LIMIT $1::integer FOR UPDATE SKIP LOCKED)
       RETURNING program_id AS "programId", member_id AS "memberId"`,
      [max],
    );
  }

  override onAdded(listener: () => void): void {
    this.listener = listener;
  }
}
