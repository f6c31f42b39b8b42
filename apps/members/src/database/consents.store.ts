import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type ConsentFact, Consents } from '../application/ports/consents.js';
import type { Consent } from '../application/ports/members.js';

@Injectable()
export class ConsentsStore extends Consents {
  constructor(private readonly database: Database) {
    super();
  }

  override async append(programId: string, facts: readonly ConsentFact[]): Promise<void> {
    await this.database.query(
      `INSERT INTO consents (program_id, member_id, purpose, channel, granted, occurred_at, recorded_at, recorded_by)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[], $7::timestamptz[], $8::text[])`,
      [
        programId,
        facts.map(({ memberId }) => memberId),
        facts.map(({ purpose }) => purpose),
        facts.map(({ channel }) => channel),
        facts.map(({ granted }) => granted),
        facts.map(({ occurredAt }) => occurredAt.toISOString()),
        facts.map(({ recordedAt }) => recordedAt.toISOString()),
        facts.map(({ recordedBy }) => recordedBy),
      ],
    );
  }

  override current(programId: string, memberId: string): Promise<readonly Consent[]> {
    return this.database.query<{ purpose: string; channel: string | null; granted: boolean; at: Date }>(
      `SELECT DISTINCT ON (purpose, channel) purpose, channel, granted, occurred_at AS at FROM consents
        WHERE program_id = $1 AND member_id = $2
        ORDER BY purpose, channel, occurred_at DESC, position DESC`,
      [programId, memberId],
    );
  }
}
