import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type AccountPageRequest,
  AccountReader,
  type AccountRow,
  type EntryAfter,
  type EntryRow,
  type LifetimeRow,
  type LotAfter,
  type LotRow,
} from '../application/ports/account.reader.js';
import { plainColumn } from '#platform/database/columns';
import { groupPages } from './group-pages.js';

type Question<Method extends keyof AccountReader> = Parameters<AccountReader[Method]>[0];

@Injectable()
export class PgAccountReader extends AccountReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async findAccounts(question: Question<'findAccounts'>): Promise<AccountRow[]> {
    const rows = await this.database.query<Omit<AccountRow, 'expiring'> & { expiring: ExpiringText }>(accountsSql, [
      question.programId,
      question.wallet,
      plainColumn(question.memberIds),
      question.now,
      question.expiringUntil,
    ]);
    return rows.map(({ expiring, ...row }) => ({
      ...row,
      expiring: (expiring ?? []).map(({ points, at }) => ({ points, at: new Date(at) })),
    }));
  }

  override async findEntries(
    programId: string,
    wallet: string,
    requests: readonly AccountPageRequest<EntryAfter>[],
  ): Promise<EntryRow[][]> {
    const rows = await this.database.query<EntryRow & { page: number }>(entriesSql, [
      programId,
      wallet,
      plainColumn(requests.map(({ memberId }) => memberId)),
      plainColumn(requests.map(({ first }) => first + 1)),
      plainColumn(requests.map(({ after }) => after?.seq ?? null)),
      plainColumn(requests.map(({ after }) => after?.place ?? null)),
    ]);
    return groupPages(requests.length, rows);
  }

  override async findLots(
    programId: string,
    wallet: string,
    requests: readonly AccountPageRequest<LotAfter>[],
  ): Promise<LotRow[][]> {
    const rows = await this.database.query<LotRow & { page: number }>(lotsSql, [
      programId,
      wallet,
      plainColumn(requests.map(({ memberId }) => memberId)),
      plainColumn(requests.map(({ first }) => first + 1)),
      plainColumn(requests.map(({ after }) => after?.seq ?? null)),
      plainColumn(requests.map(({ after }) => after?.lotId ?? null)),
    ]);
    return groupPages(requests.length, rows);
  }

  override async availableAt(question: Question<'availableAt'>): Promise<number> {
    const [row] = await this.database.query<{ available: number }>(availableAtSql, [
      question.programId,
      question.memberId,
      question.wallet,
      question.at,
      question.throughSeq,
    ]);
    return row?.available ?? 0;
  }

  override lifetimes({ programId, wallet, members }: Question<'lifetimes'>): Promise<LifetimeRow[]> {
    return this.database.query<LifetimeRow>(lifetimesSql, [
      programId,
      wallet,
      plainColumn(members.map(({ memberId }) => memberId)),
      plainColumn(members.map(({ throughSeq }) => throughSeq)),
    ]);
  }
}

/** Active lots by the instant they expire. */
type ExpiringText = readonly { readonly points: number; readonly at: string }[] | null;

/** One index probe a member: with the limit also before the first statistics, when a plain join reads a whole programme's wallets. */
const accountsSql = `
  SELECT asked.member_id AS "memberId",
         coalesce(w.available, 0) AS available, coalesce(w.pending, 0) AS pending, coalesce(w.held, 0) AS held,
         coalesce(w.debt, 0) AS debt, coalesce(w.lifetime_earned, 0) AS "lifetimeEarned", coalesce(w.seq, 0) AS seq,
         soon.lots AS expiring
    FROM unnest($3::uuid[]) WITH ORDINALITY AS asked (member_id, place)
    LEFT JOIN LATERAL (
      SELECT * FROM wallets WHERE program_id = $1 AND member_id = asked.member_id AND wallet = $2 LIMIT 1) w ON true
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('points', points, 'at', expires_at) ORDER BY expires_at) AS lots
        FROM (SELECT l.expires_at, sum(l.remaining) AS points
                FROM lots l
               WHERE l.program_id = $1 AND l.member_id = asked.member_id AND l.wallet = $2 AND l.remaining > 0
                 AND l.expires_at > $4 AND l.expires_at <= $5 AND l.state = 'active'
               GROUP BY l.expires_at) each
    ) soon ON true
   ORDER BY asked.place`;

const campaignColumn = (row: string): string => `
  CASE WHEN ${row}.campaign_code IS NOT NULL THEN
    json_build_object('code', ${row}.campaign_code, 'version', ${row}.campaign_version, 'title',
      coalesce(c.document -> 'title', jsonb_build_object('en', ${row}.campaign_code, 'zh', ${row}.campaign_code)))
  END AS campaign`;

const campaignJoin = (row: string): string => `
  LEFT JOIN campaigns c
    ON c.program_id = ${row}.program_id AND c.code = ${row}.campaign_code AND c.version = ${row}.campaign_version`;

const entriesSql = `
  SELECT asked.page, found.*
    FROM unnest($3::uuid[], $4::integer[], $5::bigint[], $6::integer[])
         WITH ORDINALITY AS asked (member_id, size, after_seq, after_place, page)
   CROSS JOIN LATERAL (
     SELECT e.posting_id AS "postingId", e.seq, e.place, t.kind, e.account, e.delta, e.account_after AS "accountAfter",
            e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt", t.source_type AS "sourceType",
            t.source_reference AS "sourceReference", t.corrects,
            CASE t.source_type WHEN 'purchase' THEN t.source_id ELSE sold.purchase_id END AS "purchaseId",
            CASE t.source_type WHEN 'purchase' THEN t.source_reference ELSE sold.transaction_id END AS "transactionId",
            ${campaignColumn('e')}
       FROM ledger_entries e
       JOIN ledger_transactions t USING (program_id, member_id, wallet, seq)
       LEFT JOIN reversals back
         ON back.program_id = t.program_id AND back.kind = t.source_type AND back.reversal_id = t.source_reference
       LEFT JOIN receipts sold ON sold.program_id = t.program_id AND sold.transaction_id = back.transaction_id
       ${campaignJoin('e')}
      WHERE e.program_id = $1 AND e.member_id = asked.member_id AND e.wallet = $2
        AND e.account IN ('available', 'pending', 'held', 'debt')
        AND (e.seq, e.place) < (coalesce(asked.after_seq, 9223372036854775807), coalesce(asked.after_place, 0))
      ORDER BY e.seq DESC, e.place DESC
      LIMIT asked.size) found
   ORDER BY asked.page, found.seq DESC, found.place DESC`;

const lotsSql = `
  SELECT asked.page, found.*
    FROM unnest($3::uuid[], $4::integer[], $5::bigint[], $6::uuid[])
         WITH ORDINALITY AS asked (member_id, size, after_seq, after_id, page)
   CROSS JOIN LATERAL (
     SELECT l.lot_id AS "lotId", l.seq, l.state, l.issued, l.remaining, l.expired, l.earned_at AS "earnedAt",
            l.activates_at AS "activatesAt", l.expires_at AS "expiresAt", ${campaignColumn('l')}
       FROM lots l
       ${campaignJoin('l')}
      WHERE l.program_id = $1 AND l.member_id = asked.member_id AND l.wallet = $2
        AND (l.seq, l.lot_id) < (coalesce(asked.after_seq, 9223372036854775807),
                                   coalesce(asked.after_id, '00000000-0000-0000-0000-000000000000'))
      ORDER BY l.seq DESC, l.lot_id DESC
      LIMIT asked.size) found
   ORDER BY asked.page, found.seq DESC, found."lotId" DESC`;

const availableAtSql = `
  SELECT coalesce(sum(delta), 0)::bigint AS available
    FROM ledger_entries
   WHERE program_id = $1 AND member_id = $2 AND wallet = $3 AND account = 'available' AND occurred_at <= $4
     AND seq <= coalesce($5, 9223372036854775807)`;

const lifetimesSql = `
  SELECT coalesce(-sum(e.delta) FILTER (WHERE e.account = 'issued' AND e.delta < 0), 0)::bigint AS earned,
         coalesce(sum(e.delta) FILTER (WHERE e.account = 'issued' AND e.delta > 0), 0)::bigint AS "clawedBack",
         coalesce(sum(e.delta) FILTER (WHERE e.account = 'redeemed' AND e.delta > 0), 0)::bigint AS redeemed,
         coalesce(-sum(e.delta) FILTER (WHERE e.account = 'redeemed' AND e.delta < 0), 0)::bigint AS refunded,
         coalesce(sum(e.delta) FILTER (WHERE e.account = 'expired'), 0)::bigint AS expired,
         coalesce(-sum(e.delta) FILTER (WHERE e.account = 'adjusted'), 0)::bigint AS adjusted,
         coalesce(-sum(e.delta) FILTER (WHERE e.account = 'transferred' AND e.delta < 0), 0)::bigint AS "transferredIn",
         coalesce(sum(e.delta) FILTER (WHERE e.account = 'transferred' AND e.delta > 0), 0)::bigint AS "transferredOut"
    FROM unnest($3::uuid[], $4::bigint[]) WITH ORDINALITY AS asked (member_id, through_seq, place)
    LEFT JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = asked.member_id AND e.wallet = $2
     AND e.seq <= coalesce(asked.through_seq, 9223372036854775807)
   GROUP BY asked.place
   ORDER BY asked.place`;
