// Set-based statements of the growth consumer: a batch of hundreds of purchases is a fixed number of them.

export const addNew = `
  INSERT INTO growth_purchases
    (program_id, purchase_id, member_id, occurred_at, local_day, currency, payable_minor, refunded_minor, reversed, value)
  SELECT $1, p.purchase_id, p.member_id, p.occurred_at, p.local_day, p.currency, p.payable_minor, 0, false, p.value
    FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::date[], $6::text[], $7::bigint[], $8::bigint[])
      AS p (purchase_id, member_id, occurred_at, local_day, currency, payable_minor, value)
  ON CONFLICT (program_id, purchase_id) DO NOTHING
  RETURNING purchase_id AS "purchaseId"`;

/** A row to lock: a purchase and its return may be counted at the same time, and neither may miss the other. */
export const openPurchases = `
  INSERT INTO growth_purchases (program_id, purchase_id, refunded_minor, reversed, value)
  SELECT $1, id, 0, false, 0 FROM unnest($2::uuid[]) AS id
  ON CONFLICT (program_id, purchase_id) DO NOTHING`;

export const lockPurchases = `
  SELECT purchase_id AS "purchaseId", member_id AS "memberId", occurred_at AS "occurredAt", local_day AS "localDay", currency,
         payable_minor AS "payableMinor", refunded_minor AS "refundedMinor", reversed, value
    FROM growth_purchases
   WHERE program_id = $1 AND purchase_id = ANY ($2::uuid[])
   ORDER BY purchase_id
     FOR NO KEY UPDATE`;

export const addReversals = `
  WITH given AS (
    SELECT DISTINCT ON (purchase_id, kind, reversal_id) *
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
           WITH ORDINALITY AS r (purchase_id, kind, reversal_id, refund_minor, occurred_at, nth)
     ORDER BY purchase_id, kind, reversal_id, nth
  ), added AS (
    INSERT INTO growth_reversals (program_id, purchase_id, kind, reversal_id, refund_minor, occurred_at)
    SELECT $1, purchase_id, kind, reversal_id, refund_minor, occurred_at FROM given
    ON CONFLICT (program_id, purchase_id, kind, reversal_id) DO NOTHING
    RETURNING purchase_id, kind, reversal_id
  )
  SELECT nth FROM given JOIN added USING (purchase_id, kind, reversal_id)`;

export const savePurchases = `
  UPDATE growth_purchases g
     SET member_id = p.member_id, occurred_at = p.occurred_at, local_day = p.local_day, currency = p.currency,
         payable_minor = p.payable_minor, refunded_minor = p.refunded_minor, reversed = p.reversed, value = p.value
    FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::date[], $6::text[], $7::bigint[], $8::bigint[], $9::boolean[],
                $10::bigint[])
      AS p (purchase_id, member_id, occurred_at, local_day, currency, payable_minor, refunded_minor, reversed, value)
   WHERE g.program_id = $1 AND g.purchase_id = p.purchase_id`;

export const openTiers = `
  INSERT INTO member_tiers (program_id, member_id, ladder, ladder_version, level, since, peak)
  SELECT $1, id, $2, $3, $4, $6, 0 FROM unnest($5::uuid[]) AS id
  ON CONFLICT (program_id, member_id, ladder) DO NOTHING`;

/** Its own first statement: what decides is read after the locks, and in an order that two batches share. */
export const lockTiers = `
  SELECT member_id AS "memberId", level, peak FROM member_tiers
   WHERE program_id = $1 AND ladder = $2 AND member_id = ANY ($3::uuid[])
   ORDER BY member_id
     FOR NO KEY UPDATE`;

export const addDays = `
  INSERT INTO growth_days AS d (program_id, member_id, local_day, value)
  SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::bigint[])
  ON CONFLICT (program_id, member_id, local_day) DO UPDATE SET value = d.value + excluded.value`;

export const readDays = `
  SELECT d.member_id AS "memberId", d.local_day AS day, d.value
    FROM unnest($2::uuid[], $3::date[], $4::date[]) AS r (member_id, from_day, to_day)
    JOIN growth_days d ON d.program_id = $1 AND d.member_id = r.member_id AND d.local_day BETWEEN r.from_day AND r.to_day`;

export const readDayPurchases = `
  SELECT g.member_id AS "memberId", g.local_day AS day, g.purchase_id AS "purchaseId", g.occurred_at AS "occurredAt", g.value
    FROM unnest($2::uuid[], $3::date[]) AS r (member_id, day)
    JOIN growth_purchases g ON g.program_id = $1 AND g.member_id = r.member_id AND g.local_day = r.day`;

export const saveTiers = `
  UPDATE member_tiers t
     SET level = u.level, peak = u.peak, ladder_version = $3, since = coalesce(u.since, t.since)
    FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[]) AS u (member_id, level, peak, since)
   WHERE t.program_id = $1 AND t.ladder = $2 AND t.member_id = u.member_id`;

export const addTierChanges = `
  INSERT INTO tier_changes
    (program_id, member_id, id, ladder, ladder_version, from_level, to_level, direction, reason_code, purchase_id, occurred_at,
     recorded_at)
  SELECT $1, c.member_id, c.id, $2, $3, c.from_level, c.to_level, c.direction, c.reason_code, c.purchase_id, c.occurred_at,
         c.recorded_at
    FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::timestamptz[],
                $12::timestamptz[])
      AS c (member_id, id, from_level, to_level, direction, reason_code, purchase_id, occurred_at, recorded_at)`;
