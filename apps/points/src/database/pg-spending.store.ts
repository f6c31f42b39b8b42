import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type SpendingDetails, SpendingStore, type TransferTotal } from '../application/ports/spending.store.js';
import { pointsWallet, type Hold } from '../domain/ledger.js';
import { holdsByIdSql } from './account-book-reads.sql.js';
import { documentColumn, plainColumn } from '#platform/database/columns';

@Injectable()
export class PgSpendingStore extends SpendingStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async transferredOn(
    programId: string,
    date: string,
    memberIds: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<TransferTotal>(
      `SELECT member_id AS "memberId", points FROM transfer_totals
        WHERE program_id = $1 AND day = $2 AND member_id = ANY ($3::uuid[])`,
      [programId, date, plainColumn(memberIds)],
    );
    return new Map(rows.map(({ memberId, points }) => [memberId, points]));
  }

  override async recordTransferred(programId: string, date: string, totals: readonly TransferTotal[]): Promise<void> {
    await this.database.query(
      `INSERT INTO transfer_totals (program_id, member_id, day, points)
       SELECT $1, member_id, $2::date, points FROM unnest($3::uuid[], $4::bigint[]) AS sent (member_id, points)
       ON CONFLICT (program_id, member_id, day) DO UPDATE SET points = excluded.points`,
      [
        programId,
        date,
        plainColumn(totals.map(({ memberId }) => memberId)),
        plainColumn(totals.map(({ points }) => points)),
      ],
    );
  }

  override async keepDetails(programId: string, details: readonly SpendingDetails[], recordedAt: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO spending_details (program_id, spending_id, member_id, details, recorded_at)
       SELECT $1, spending_id, member_id, details::json, $5
         FROM unnest($2::uuid[], $3::uuid[], string_to_array($4, E'\\x01')) AS said (spending_id, member_id, details)
       ON CONFLICT DO NOTHING`,
      [
        programId,
        plainColumn(details.map(({ id }) => id)),
        plainColumn(details.map(({ memberId }) => memberId)),
        documentColumn(details.map(({ details: document }) => document)),
        recordedAt,
      ],
    );
  }

  override async findHold(programId: string, holdId: string): Promise<(Hold & { memberId: string }) | undefined> {
    const [hold] = await this.database.query<Hold & { memberId: string }>(holdsByIdSql, [
      programId,
      pointsWallet,
      plainColumn([holdId]),
    ]);
    return hold;
  }
}
