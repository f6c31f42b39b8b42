/**
 * Ids, identifiers and numbers in one statement: three index look-ups, merged. It stands on the way of every purchase and reads
 * nothing encrypted.
 */
export const findSql = `
  SELECT id::text::bytea AS key, id AS "memberId", status, number
    FROM members WHERE program_id = $1 AND id = ANY ($2::uuid[])
  UNION ALL
  SELECT i.digest, m.id, m.status, m.number
    FROM identifiers i JOIN members m ON m.program_id = i.program_id AND m.id = i.member_id
   WHERE i.program_id = $1 AND i.digest = ANY ($3::bytea[]) AND i.replaced_at IS NULL
  UNION ALL
  SELECT number::text::bytea, id, status, number
    FROM members WHERE program_id = $1 AND number = ANY ($4::bigint[])`;

/** The member and the first rung in one statement: an enrolment is five round trips with its transaction. */
export const addSql = `
  WITH added AS (
    INSERT INTO members (program_id, id, status, enrolled_at, recorded_at, changed_at, channel, store_id, data_key, profile)
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)
    ON CONFLICT (program_id, id) DO NOTHING
    RETURNING program_id, id, enrolled_at
  ), tier AS (
    INSERT INTO member_tiers (program_id, member_id, ladder, ladder_version, level, since, peak)
    SELECT program_id, id, $10, $11::integer, $12, enrolled_at, 0 FROM added
    ON CONFLICT (program_id, member_id, ladder) DO NOTHING
  )
  SELECT id FROM added`;

/** A member as shown, with level, growth of the window and the consents that hold: index ranges of the member only. */
export const readSql = `
  SELECT m.id, m.status, m.enrolled_at AS "enrolledAt", m.channel, m.store_id AS "storeId", m.data_key AS "dataKey", m.profile,
         t.level, t.since, coalesce(g.value, 0)::bigint AS growth, c.consents
    FROM members m
    LEFT JOIN member_tiers t ON t.program_id = m.program_id AND t.member_id = m.id AND t.ladder = $5
    LEFT JOIN LATERAL (
           SELECT sum(d.value) AS value FROM growth_days d
            WHERE d.program_id = m.program_id AND d.member_id = m.id AND d.local_day BETWEEN $3::date AND $4::date) g ON true
    LEFT JOIN LATERAL (
           SELECT jsonb_agg(to_jsonb(newest) ORDER BY purpose, channel) AS consents
             FROM (SELECT DISTINCT ON (purpose, channel) purpose, channel, granted, occurred_at AS at
                     FROM consents WHERE program_id = m.program_id AND member_id = m.id
                    ORDER BY purpose, channel, occurred_at DESC, position DESC) newest) c ON true
   WHERE m.program_id = $1 AND m.id = ANY ($2::uuid[])`;

/** $2 to $6: status, enrolled from, enrolled before, level, its ladder; null where it does not matter. */
const filtered = `
    FROM members m
    LEFT JOIN member_tiers t ON t.program_id = m.program_id AND t.member_id = m.id AND t.ladder = $6
   WHERE m.program_id = $1
     AND CASE WHEN $2::text IS NULL THEN m.status <> 'erased' ELSE m.status = $2 END
     AND ($3::timestamptz IS NULL OR m.enrolled_at >= $3)
     AND ($4::timestamptz IS NULL OR m.enrolled_at < $4)
     AND ($5::text IS NULL OR t.level = $5)`;

export const listSql = `
  SELECT m.id, m.enrolled_at AS "enrolledAt" ${filtered}
     AND ($8::timestamptz IS NULL OR (m.enrolled_at, m.id) < ($8, $9::uuid))
   ORDER BY m.enrolled_at DESC, m.id DESC
   LIMIT $7`;

export const countSql = `SELECT count(*) AS count ${filtered}`;
