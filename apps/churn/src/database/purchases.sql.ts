export const insertPurchasesSql = `
  INSERT INTO purchases (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor,
                         known_at, store_id, channel, categories, skus)
  SELECT program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor, known_at, store_id,
         channel, ARRAY (SELECT jsonb_array_elements_text(categories::jsonb)), ARRAY (SELECT jsonb_array_elements_text(skus::jsonb))
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[], $7::smallint[], $8::bigint[],
                $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[])
         AS t (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor, known_at,
               store_id, channel, categories, skus)
  ON CONFLICT (program_id, member_id, purchase_id) DO NOTHING
  RETURNING program_id AS "programId", member_id AS "memberId", purchase_id AS "purchaseId"`;

// Known as the survivor's from the merge on. What the survivor has already stays behind, and is deleted.
export const passOnSql = `
  UPDATE purchases p
     SET member_id = t.survivor_id, known_at = greatest(p.known_at, t.merged_at)
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
         AS t (program_id, member_id, purchase_id, survivor_id, merged_at)
   WHERE p.program_id = t.program_id AND p.member_id = t.member_id AND p.purchase_id = t.purchase_id
     AND NOT EXISTS (SELECT 1 FROM purchases s
                      WHERE s.program_id = t.program_id AND s.member_id = t.survivor_id AND s.purchase_id = t.purchase_id)
  RETURNING p.program_id AS "programId", p.member_id AS "memberId", p.purchase_id AS "purchaseId"`;

/** ($1 programmes, $2 members, $3 purchases) */
export const deletePurchasesSql = `
  DELETE FROM purchases p USING unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (program_id, member_id, purchase_id)
   WHERE p.program_id = t.program_id AND p.member_id = t.member_id AND p.purchase_id = t.purchase_id`;
