import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type CodeUse, CodeUses } from '../application/ports/till-codes.js';

interface UseRow {
  readonly number: number;
  readonly slot: number;
  readonly transactionId: string;
}

@Injectable()
export class CodeUsesStore extends CodeUses {
  constructor(private readonly database: Database) {
    super();
  }

  override async bind(programId: string, uses: readonly CodeUse[], at: Date): Promise<readonly boolean[]> {
    const numbers = uses.map(({ number }) => number);
    const slots = uses.map(({ slot }) => slot);
    await this.database.query(insertSql, [programId, numbers, slots, uses.map((use) => use.transactionId), at]);
    // Its own statement: it must see what another transaction committed while the insert waited for it.
    const rows = await this.database.query<UseRow>(readSql, [programId, numbers, slots]);
    const boundTo = new Map(rows.map(({ number, slot, transactionId }) => [`${number}/${slot}`, transactionId]));
    return uses.map(({ number, slot, transactionId }) => boundTo.get(`${number}/${slot}`) === transactionId);
  }
}

/** Of two uses in one batch the first in the batch is kept. */
const insertSql = `
  INSERT INTO till_code_uses (program_id, member_number, slot, transaction_id, recorded_at)
  SELECT $1, number, slot, transaction_id, $5 FROM (
         SELECT DISTINCT ON (number, slot) number, slot, transaction_id
           FROM unnest($2::bigint[], $3::bigint[], $4::text[]) WITH ORDINALITY AS u (number, slot, transaction_id, nth)
          ORDER BY number, slot, nth) AS first
  ON CONFLICT (program_id, member_number, slot) DO NOTHING`;

const readSql = `
  SELECT c.member_number AS number, c.slot, c.transaction_id AS "transactionId"
    FROM unnest($2::bigint[], $3::bigint[]) AS u (number, slot)
    JOIN till_code_uses c ON c.program_id = $1 AND c.member_number = u.number AND c.slot = u.slot`;
