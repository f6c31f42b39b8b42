import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type AccountPageRequest,
  AccountReader,
  type AccountRow,
  type EntryAfter,
  type EntryRow,
  type LotAfter,
  type LotRow,
} from '../application/ports/account.reader.js';
import { plainColumn } from './columns.js';
import { groupPages } from './group-pages.js';

type Question<Method extends keyof AccountReader> = Parameters<AccountReader[Method]>[0];

@Injectable()
export class PgAccountReader extends AccountReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async findAccounts(question: Question<'findAccounts'>): Promise<AccountRow[]> {
    const rows = await this.database.query<AccountRow & { due: DueLots | null }>(accountsSql, [
      question.programId,
      question.wallet,
      plainColumn(question.memberIds),
      question.now,
      question.expiringUntil,
    ]);
    return rows.map(({ due, ...row }) => withoutDue(row, due, question.now));
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
    ]);
    return row?.available ?? 0;
  }
}

/** Active lots by the instant they expire, up to the end of the question. */
type DueLots = readonly { readonly points: number; readonly at: string }[];

/** A lot is unusable at its instant, whether or not the ledger has followed. */
function withoutDue(row: AccountRow, due: DueLots | null, now: Date): AccountRow {
  if (!due) return { ...row, expiring: [] };
  const lots = due.map(({ points, at }) => ({ points, at: new Date(at) }));
  const expired = lots.filter(({ at }) => at <= now).reduce((sum, { points }) => sum + points, 0);
  return { ...row, available: row.available - expired, expiring: lots.filter(({ at }) => at > now) };
}

/** One index probe a member where nothing expires: lots without an expiry are not in that index. */
const accountsSql = `
  SELECT asked.member_id AS "memberId",
         coalesce(w.available, 0) AS available, coalesce(w.pending, 0) AS pending, coalesce(w.held, 0) AS held,
         coalesce(w.debt, 0) AS debt, coalesce(w.lifetime_earned, 0) AS "lifetimeEarned", coalesce(w.seq, 0) AS seq,
         due.lots AS due
    FROM unnest($3::uuid[]) WITH ORDINALITY AS asked (member_id, place)
    LEFT JOIN wallets w ON w.program_id = $1 AND w.member_id = asked.member_id AND w.wallet = $2
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('points', points, 'at', expires_at) ORDER BY expires_at) AS lots
        FROM (SELECT l.expires_at, sum(l.remaining) AS points
                FROM lots l
               WHERE l.program_id = $1 AND l.member_id = asked.member_id AND l.wallet = $2
                 AND l.expires_at IS NOT NULL AND l.remaining > 0
                 AND l.expires_at <= greatest($4::timestamptz, $5::timestamptz) AND l.state = 'active'
               GROUP BY l.expires_at) each
    ) due ON true
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
            t.source_id AS "sourceId", t.source_reference AS "sourceReference", t.corrects, ${campaignColumn('e')}
       FROM ledger_entries e
       JOIN ledger_transactions t USING (program_id, member_id, wallet, seq)
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
     SELECT l.lot_id AS "lotId", l.seq, l.state, l.issued, l.remaining, l.earned_at AS "earnedAt",
            l.activates_at AS "activatesAt", l.expires_at AS "expiresAt", ${campaignColumn('l')}
       FROM lots l
       ${campaignJoin('l')}
      WHERE l.program_id = $1 AND l.member_id = asked.member_id AND l.wallet = $2
        AND (l.seq, l.lot_id) < (coalesce(asked.after_seq, 9223372036854775807),
                                   coalesce(asked.after_id, '00000000-0000-0000-0000-000000000000'))
      ORDER BY l.seq DESC, l.lot_id DESC
      LIMIT asked.size) found
   ORDER BY asked.page, found.seq DESC, found."lotId" DESC`;

/** What had happened by then, less the lots past their expiry that the ledger has not followed, plus those active by then. */
const availableAtSql = `
  SELECT (coalesce((SELECT sum(delta) FROM ledger_entries
                     WHERE program_id = $1 AND member_id = $2 AND wallet = $3 AND account = 'available' AND occurred_at <= $4), 0)
        - coalesce((SELECT sum(remaining) FROM lots
                     WHERE program_id = $1 AND member_id = $2 AND wallet = $3 AND state = 'active'
                       AND expires_at <= $4 AND earned_at <= $4), 0)
        + coalesce((SELECT sum(remaining) FROM lots
                     WHERE program_id = $1 AND member_id = $2 AND wallet = $3 AND state = 'pending'
                       AND activates_at <= $4 AND (expires_at IS NULL OR expires_at > $4)), 0))::bigint AS available`;
