// What was made from facts read later stays: the nightly run and a single member's new score meet. A line of the history where the
// rounded score moved: an unchanged one would fill the table night after night. Columns, because taking a record apart by the names
// of its fields took a third of the statement.
export const saveScoresSql = `
  WITH saved AS (
    INSERT INTO scores (program_id, model_version, horizon_days, scored_at, facts_read_at, snapshot_id, member_id, score, level,
                        probability, impact, urgency, low, high, expected_purchases, clv_minor, value_minor, loss_minor,
                        contributions, flags)
    SELECT $1::uuid, $2::text, $3::integer, $4::timestamptz, $5::timestamptz, $6::text, member_id, score, level, probability, impact,
           urgency, low, high, expected_purchases, clv_minor, value_minor, loss_minor, contributions::jsonb,
           string_to_array(flags, ',')
      FROM ROWS FROM (unnest($7::uuid[]), unnest($8::smallint[]), unnest($9::text[]), unnest($10::integer[]),
                      unnest($11::integer[]), unnest($12::integer[]), unnest($13::double precision[]),
                      unnest($14::double precision[]), unnest($15::double precision[]), unnest($16::bigint[]),
                      unnest($17::bigint[]), unnest($18::bigint[]), json_array_elements($19::json), unnest($20::text[]))
           AS s (member_id, score, level, probability, impact, urgency, low, high, expected_purchases, clv_minor, value_minor,
                 loss_minor, contributions, flags)
    ON CONFLICT (program_id, member_id) DO UPDATE
       SET model_version = excluded.model_version, horizon_days = excluded.horizon_days, scored_at = excluded.scored_at,
           facts_read_at = excluded.facts_read_at, snapshot_id = excluded.snapshot_id, score = excluded.score,
           level = excluded.level, probability = excluded.probability, impact = excluded.impact, urgency = excluded.urgency,
           low = excluded.low, high = excluded.high, expected_purchases = excluded.expected_purchases,
           clv_minor = excluded.clv_minor, value_minor = excluded.value_minor, loss_minor = excluded.loss_minor,
           contributions = excluded.contributions, flags = excluded.flags
     WHERE scores.facts_read_at <= excluded.facts_read_at
    RETURNING member_id, old.level AS from_level, new.level AS to_level, old.score AS from_score, new.score AS to_score, probability
  ), kept AS (
    INSERT INTO score_history AS h (program_id, member_id, scored_at, score, level, probability, model_version, rose)
    SELECT $1, member_id, $4, to_score, to_level, probability, $2,
           coalesce(array_position(ARRAY['basic', 'warning', 'crisis'], from_level)
                    < array_position(ARRAY['basic', 'warning', 'crisis'], to_level), false)
      FROM saved WHERE to_score IS DISTINCT FROM from_score
    ON CONFLICT (program_id, member_id, scored_at) DO UPDATE
       SET score = excluded.score, level = excluded.level, probability = excluded.probability,
           model_version = excluded.model_version, rose = h.rose OR excluded.rose
  )
  SELECT member_id AS "memberId", from_level AS "from", to_level AS "to", to_score AS score
    FROM saved WHERE from_level <> to_level`;

export const readScoresSql = `
  SELECT member_id AS "memberId", model_version AS "modelVersion", horizon_days AS "horizonDays", scored_at AS "scoredAt",
         snapshot_id AS "snapshotId", score, level, probability, impact, urgency, low, high,
         expected_purchases AS "expectedPurchases", clv_minor AS "lifetimeValueMinor", value_minor AS "valueIfRetainedMinor",
         loss_minor AS "expectedLossMinor", contributions, flags
    FROM scores WHERE program_id = $1 AND member_id = ANY ($2::uuid[])`;
