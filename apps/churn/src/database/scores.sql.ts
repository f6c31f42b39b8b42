// What was made from facts read later stays: the nightly run and a single member's new score meet.
export const saveScoresSql = `
  INSERT INTO scores (program_id, member_id, model_version, horizon_days, scored_at, facts_read_at, snapshot_id, score, level,
                      probability, impact, urgency, low, high, expected_purchases, clv_minor, value_minor, loss_minor,
                      contributions, flags)
  SELECT $1::uuid, member_id, $2::text, $3::integer, $4::timestamptz, $5::timestamptz, $6::text, score, level, probability, impact,
         urgency, low, high, expected_purchases, clv_minor, value_minor, loss_minor, contributions, flags
    FROM jsonb_to_recordset($7::jsonb)
         AS s (member_id uuid, score smallint, level text, probability integer, impact integer, urgency integer,
               low double precision, high double precision, expected_purchases double precision, clv_minor bigint,
               value_minor bigint, loss_minor bigint, contributions jsonb, flags text[])
  ON CONFLICT (program_id, member_id) DO UPDATE
     SET model_version = excluded.model_version, horizon_days = excluded.horizon_days, scored_at = excluded.scored_at,
         facts_read_at = excluded.facts_read_at, snapshot_id = excluded.snapshot_id, score = excluded.score,
         level = excluded.level, probability = excluded.probability, impact = excluded.impact, urgency = excluded.urgency,
         low = excluded.low, high = excluded.high, expected_purchases = excluded.expected_purchases,
         clv_minor = excluded.clv_minor, value_minor = excluded.value_minor, loss_minor = excluded.loss_minor,
         contributions = excluded.contributions, flags = excluded.flags
   WHERE scores.facts_read_at <= excluded.facts_read_at
  RETURNING member_id AS "memberId"`;

export const saveHistorySql = `
  INSERT INTO score_history (program_id, member_id, scored_at, score, level, probability, model_version)
  SELECT program_id, member_id, scored_at, score, level, probability, model_version
    FROM scores WHERE program_id = $1 AND member_id = ANY ($2::uuid[])
  ON CONFLICT (program_id, member_id, scored_at) DO UPDATE
     SET score = excluded.score, level = excluded.level, probability = excluded.probability,
         model_version = excluded.model_version`;

export const readScoresSql = `
  SELECT member_id AS "memberId", model_version AS "modelVersion", horizon_days AS "horizonDays", scored_at AS "scoredAt",
         snapshot_id AS "snapshotId", score, level, probability, impact, urgency, low, high,
         expected_purchases AS "expectedPurchases", clv_minor AS "lifetimeValueMinor", value_minor AS "valueIfRetainedMinor",
         loss_minor AS "expectedLossMinor", contributions, flags
    FROM scores WHERE program_id = $1 AND member_id = ANY ($2::uuid[])`;
