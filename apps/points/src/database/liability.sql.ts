/** `t` are transactions that move; the lots of a member are found by the head of their key. */
const movementOf = (zone: string): string => `
         coalesce(to_char(l.earned_at AT TIME ZONE ${zone}, 'YYYY-MM'), '') AS cohort, e.account,
         coalesce(sum(e.delta) FILTER (WHERE e.delta > 0), 0)::bigint AS up,
         coalesce(-sum(e.delta) FILTER (WHERE e.delta < 0), 0)::bigint AS down`;

const entries = `
    JOIN ledger_entries e USING (program_id, member_id, wallet, seq)
    LEFT JOIN lots l
      ON l.program_id = e.program_id AND l.member_id = e.member_id AND l.wallet = e.wallet AND l.lot_id = e.lot_id`;

/** Of one programme, month by month: $1 programme, $2 wallet, $3 zone. */
const movedWhere = (condition: string): string => `
  SELECT to_char(t.occurred_at AT TIME ZONE $3, 'YYYY-MM') AS month, ${movementOf('$3')}
    FROM ledger_transactions t ${entries}
   WHERE t.program_id = $1 AND t.wallet = $2 AND ${condition}
   GROUP BY 1, 2, 3`;

const summed = (parts: string): string => `
  SELECT nullif(cohort, '') AS cohort, month, account, sum(up)::bigint AS up, sum(down)::bigint AS down
    FROM (${parts}) parts GROUP BY 1, 2, 3`;

const sumsWhere = (condition: string): string => `
  SELECT left(moved, 7) AS month, cohort, account, up, down
    FROM liability_sums WHERE program_id = $1 AND wallet = $2 AND time_zone = $3 AND ${condition}`;

/** The whole ledger of a programme: where the sums are of another zone. */
export const allMovementsSql = summed(movedWhere('t.occurred_at <= $4'));

/** Nothing in the sums happened after the instant: all of them, and what was recorded since. $4 instant, $5 where the sums end. */
export const movementsSinceSumsSql = summed(`
  ${sumsWhere(`grain = 'month'`)}
   UNION ALL
  ${movedWhere('t.txid >= $5 AND t.occurred_at <= $4')}`);

/**
 * Of an instant that the sums have passed: whole months, whole days of its month, and the day that it is in from the ledger. $6
 * month and $7 day of the instant, $8 beginning of the day.
 */
export const movementsWithinSumsSql = summed(`
  ${sumsWhere(`((grain = 'month' AND moved < $6) OR (grain = 'day' AND moved >= $6 AND moved < $7))`)}
   UNION ALL
  ${movedWhere('t.txid >= $5 AND t.occurred_at < $8')}
   UNION ALL
  ${movedWhere('t.occurred_at >= $8 AND t.occurred_at <= $4')}`);

/** Adds what the database transactions in [$1, $2) have posted: by day and by month. $3 wallet. */
export const addToSumsSql = `
  WITH moved AS (
    SELECT t.program_id, z.zone, to_char(t.occurred_at AT TIME ZONE z.zone, 'YYYY-MM-DD') AS day, ${movementOf('z.zone')}
      FROM ledger_transactions t ${entries}
      LEFT JOIN programs p ON p.program_id = t.program_id
     CROSS JOIN LATERAL (SELECT coalesce(p.time_zone, 'UTC') AS zone) z
     WHERE t.txid >= $1 AND t.txid < $2 AND t.wallet = $3
     GROUP BY 1, 2, 3, 4, 5),
  parts AS (
    SELECT program_id, zone, 'day' AS grain, day AS moved, cohort, account, up, down FROM moved
     UNION ALL
    SELECT program_id, zone, 'month', left(day, 7), cohort, account, sum(up), sum(down) FROM moved GROUP BY 1, 2, 4, 5, 6)
  INSERT INTO liability_sums AS s (program_id, wallet, time_zone, grain, moved, cohort, account, up, down)
  SELECT program_id, $3, zone, grain, moved, cohort, account, up, down FROM parts
      ON CONFLICT (program_id, wallet, grain, moved, cohort, account, time_zone)
      DO UPDATE SET up = s.up + excluded.up, down = s.down + excluded.down`;
