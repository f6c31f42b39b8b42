import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type CounterPlace, CounterStore } from '../application/ports/counter.store.js';

type Page = Parameters<CounterStore['purgeUsage']>[0];

const first = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class PgCounterStore extends CounterStore {
  constructor(private readonly database: Database) {
    super();
  }

  override purgeUsage({ after, overBy, first: size }: Page): Promise<CounterPlace | null> {
    return this.purge(purgeUsageSql, [...(after ?? [first, first, '', '']), overBy, size]);
  }

  override purgeTransfers({ after, overBy, first: size }: Page): Promise<CounterPlace | null> {
    return this.purge(purgeTransfersSql, [...(after ?? [first, first, '0001-01-01']), overBy, size]);
  }

  private async purge(sql: string, parameters: unknown[]): Promise<CounterPlace | null> {
    const [last] = await this.database.query<{ place: string[] }>(sql, parameters);
    return last?.place ?? null;
  }
}

/** Texts of days, weeks and months are in their order in time, each among its own; a zone is at most a day away. */
const purgeUsageSql = `
  WITH page AS MATERIALIZED (
    SELECT program_id, member_id, campaign, period FROM campaign_usage
     WHERE (program_id, member_id, campaign, period) > ($1, $2, $3, $4)
     ORDER BY program_id, member_id, campaign, period LIMIT $6),
  purged AS (
    DELETE FROM campaign_usage u USING page p
     WHERE u.program_id = p.program_id AND u.member_id = p.member_id AND u.campaign = p.campaign AND u.period = p.period
       AND p.period < CASE WHEN p.period LIKE '____-__-__' THEN to_char($5::timestamptz, 'YYYY-MM-DD')
                           WHEN p.period LIKE '____-W__' THEN to_char($5::timestamptz, 'IYYY-"W"IW')
                           WHEN p.period LIKE '____-__' THEN to_char($5::timestamptz, 'YYYY-MM') END)
  SELECT ARRAY[program_id::text, member_id::text, campaign, period] AS place
    FROM page ORDER BY program_id DESC, member_id DESC, campaign DESC, period DESC LIMIT 1`;

const purgeTransfersSql = `
  WITH page AS MATERIALIZED (
    SELECT program_id, member_id, day FROM transfer_totals
     WHERE (program_id, member_id, day) > ($1, $2, $3)
     ORDER BY program_id, member_id, day LIMIT $5),
  purged AS (
    DELETE FROM transfer_totals t USING page p
     WHERE t.program_id = p.program_id AND t.member_id = p.member_id AND t.day = p.day AND p.day < $4::timestamptz::date)
  SELECT ARRAY[program_id::text, member_id::text, day::text] AS place
    FROM page ORDER BY program_id DESC, member_id DESC, day DESC LIMIT 1`;
