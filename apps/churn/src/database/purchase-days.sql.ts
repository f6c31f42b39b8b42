/** Where a programme's settings have not arrived yet, days are those of UTC; they are counted anew when it does. */
const zone = "coalesce(g.time_zone, 'UTC')";

/** The members and local days of purchases ($1 programmes, $2 purchases). */
export const touchedDaysSql = `
  SELECT DISTINCT p.program_id AS "programId", p.member_id AS "memberId", (p.occurred_at AT TIME ZONE ${zone})::date AS day
    FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, purchase_id)
    JOIN purchases p ON p.program_id = t.program_id AND p.purchase_id = t.purchase_id
    LEFT JOIN programs g ON g.program_id = p.program_id`;

export const touchedDaysOfProgramsSql = `
  SELECT DISTINCT p.program_id AS "programId", p.member_id AS "memberId", (p.occurred_at AT TIME ZONE ${zone})::date AS day
    FROM purchases p LEFT JOIN programs g ON g.program_id = p.program_id
   WHERE p.program_id = ANY ($1::uuid[])`;

/** The local days on which a member ($1 programme, $2 member) has purchases. */
export const daysOfMemberSql = `
  SELECT DISTINCT (p.occurred_at AT TIME ZONE ${zone})::date AS day
    FROM purchases p LEFT JOIN programs g ON g.program_id = p.program_id
   WHERE p.program_id = $1 AND p.member_id = $2`;

export const ensureMembersSql = `
  INSERT INTO members (program_id, member_id)
  SELECT DISTINCT program_id, member_id FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)
   ORDER BY program_id, member_id
  ON CONFLICT (program_id, member_id) DO NOTHING`;

// Its own statement before the days are added up: two transactions that touch one member's day would else each count without the
// other's purchase. It tells who was merged meanwhile: what waited for the lock reads the row as it was left.
export const lockMembersSql = `
  SELECT m.program_id AS "programId", m.member_id AS "memberId", m.merged_into AS "mergedInto", m.merged_at AS "mergedAt"
    FROM members m
    JOIN (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)) t
      ON t.program_id = m.program_id AND t.member_id = m.member_id
   ORDER BY m.program_id, m.member_id
     FOR UPDATE OF m`;

export const adjustedSql = `
  SELECT DISTINCT a.program_id AS "programId", a.purchase_id AS "purchaseId"
    FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, purchase_id)
    JOIN adjustments a ON a.program_id = t.program_id AND a.purchase_id = t.purchase_id`;

// Exact, because a purchase is inserted once: what comes again inserts nothing and adds nothing. Counting the whole day anew cost a
// member with forty purchases a day forty times as much.
export const addDaysSql = `
  INSERT INTO member_days AS d (program_id, member_id, day, purchases, value, first_at, last_at)
  SELECT p.program_id, p.member_id, (p.occurred_at AT TIME ZONE ${zone})::date AS day, count(*),
         sum(p.payable_minor * p.value_per_minor), min(p.occurred_at), max(p.occurred_at)
    FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, purchase_id)
    JOIN purchases p ON p.program_id = t.program_id AND p.purchase_id = t.purchase_id
    LEFT JOIN programs g ON g.program_id = p.program_id
   GROUP BY p.program_id, p.member_id, day
  ON CONFLICT (program_id, member_id, day) DO UPDATE
     SET purchases = d.purchases + excluded.purchases, value = d.value + excluded.value,
         first_at = least(d.first_at, excluded.first_at), last_at = greatest(d.last_at, excluded.last_at)
  RETURNING program_id AS "programId", member_id AS "memberId", day - DATE '1970-01-01' AS day, xmax = 0 AS "isNew"`;

// Where something was taken away the facts of the day are read again, so that the order in which they come changes nothing.
// Adjustments are joined by purchase, because an anonymous one may be returned before it is claimed.
export const recountDaysSql = `
  WITH touched AS (
    SELECT t.program_id, t.member_id, t.day, ${zone} AS zone
      FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS t (program_id, member_id, day)
      LEFT JOIN programs g ON g.program_id = t.program_id
  ), counted AS (
    SELECT t.program_id, t.member_id, t.day, count(p.purchase_id) AS purchases,
           sum((p.payable_minor - p.refund) * p.value_per_minor) AS value,
           min(p.occurred_at) AS first_at, max(p.occurred_at) AS last_at
      FROM touched t
      LEFT JOIN LATERAL (
             SELECT b.purchase_id, b.payable_minor, b.value_per_minor, b.occurred_at, coalesce(a.refund, 0) AS refund
               FROM purchases b
               LEFT JOIN LATERAL (
                      SELECT sum(refund_minor) AS refund, bool_or(voided) AS voided FROM adjustments
                       WHERE program_id = b.program_id AND purchase_id = b.purchase_id) a ON true
              WHERE b.program_id = t.program_id AND b.member_id = t.member_id
                AND b.occurred_at >= t.day::timestamp AT TIME ZONE t.zone
                AND b.occurred_at < (t.day + 1)::timestamp AT TIME ZONE t.zone
                AND a.voided IS NOT TRUE) p ON true
     GROUP BY t.program_id, t.member_id, t.day
  ), gone AS (
    DELETE FROM member_days d USING counted c
     WHERE c.purchases = 0 AND d.program_id = c.program_id AND d.member_id = c.member_id AND d.day = c.day
  )
  INSERT INTO member_days (program_id, member_id, day, purchases, value, first_at, last_at)
  SELECT program_id, member_id, day, purchases, value, first_at, last_at FROM counted WHERE purchases > 0
  ON CONFLICT (program_id, member_id, day) DO UPDATE
     SET purchases = excluded.purchases, value = excluded.value, first_at = excluded.first_at, last_at = excluded.last_at`;

export const summarizeMembersSql = `
  UPDATE members m
     SET days = s.days, first_at = s.first_at, last_at = s.last_at, repeat_value = s.repeat_value
    FROM (SELECT t.program_id, t.member_id, count(d.day) AS days, min(d.first_at) AS first_at, max(d.last_at) AS last_at,
                 coalesce(sum(d.value) - (array_agg(d.value ORDER BY d.day))[1], 0) AS repeat_value
            FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)) t
            LEFT JOIN member_days d ON d.program_id = t.program_id AND d.member_id = t.member_id
           GROUP BY t.program_id, t.member_id) s
   WHERE m.program_id = s.program_id AND m.member_id = s.member_id`;

// A return of an anonymous purchase and its claim travel in no order and lock no common member: whoever comes second must see the
// other's row.
export const lockPurchasesSql = `
  SELECT pg_advisory_xact_lock(key)
    FROM (SELECT DISTINCT hashtextextended(purchase_id::text, 0) AS key FROM unnest($1::uuid[]) AS t (purchase_id) ORDER BY key) k`;
