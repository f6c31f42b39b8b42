/** Decides nothing, so it may be one statement: the four tables in one round trip. */
export const postSql = `
  WITH posted AS (
    INSERT INTO ledger_transactions (program_id, wallet, member_id, seq, posting_id, kind, source_type, source_id,
                                     source_reference, actor_type, actor_id, store_id, corrects, occurred_at, recorded_at,
                                     signature, txid)
    SELECT $1::uuid, $2::text, member_id, seq, posting_id, kind, source_type, source_id, source_reference, actor_type, actor_id,
           store_id, corrects, occurred_at, recorded_at, decode(signature, 'hex'), pg_current_xact_id()::text::bigint
      FROM unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[],
                  $12::text[], $13::uuid[], $14::timestamptz[], $15::timestamptz[], $16::text[])
           AS t (member_id, seq, posting_id, kind, source_type, source_id, source_reference, actor_type, actor_id, store_id,
                 corrects, occurred_at, recorded_at, signature)
  ), entered AS (
    INSERT INTO ledger_entries (program_id, wallet, member_id, seq, place, posting_id, account, delta, account_after, lot_id,
                                campaign_code, campaign_version, campaign_hash, tier_level, occurred_at, recorded_at)
    SELECT $1::uuid, $2::text, member_id, seq, place, posting_id, account, delta, account_after, lot_id,
           campaign_code, campaign_version, decode(campaign_hash, 'hex'), tier_level, occurred_at, recorded_at
      FROM unnest($17::uuid[], $18::bigint[], $19::smallint[], $20::uuid[], $21::text[], $22::bigint[], $23::bigint[], $24::uuid[],
                  $25::text[], $26::integer[], $27::text[], $28::text[], $29::timestamptz[], $30::timestamptz[])
           AS e (member_id, seq, place, posting_id, account, delta, account_after, lot_id,
                 campaign_code, campaign_version, campaign_hash, tier_level, occurred_at, recorded_at)
  ), opened AS (
    INSERT INTO lots (program_id, wallet, member_id, seq, lot_id, issued, remaining, expired, state, earned_at, activates_at,
                      pending_until, expires_at, campaign_code, campaign_version, campaign_hash, purchase_id, signature)
    SELECT $1::uuid, $2::text, member_id, seq, lot_id, issued, remaining, expired, state, earned_at, activates_at,
           pending_until, expires_at, campaign_code, campaign_version, decode(campaign_hash, 'hex'), purchase_id,
           decode(signature, 'hex')
      FROM unnest($31::uuid[], $32::bigint[], $33::uuid[], $34::bigint[], $35::bigint[], $36::bigint[], $37::text[],
                  $38::timestamptz[], $39::timestamptz[], $40::text[], $41::timestamptz[], $42::text[], $43::integer[], $44::text[],
                  $45::uuid[], $46::text[])
           AS l (member_id, seq, lot_id, issued, remaining, expired, state, earned_at, activates_at, pending_until, expires_at,
                 campaign_code, campaign_version, campaign_hash, purchase_id, signature)
  )
  UPDATE wallets w
     SET available = n.available, pending = n.pending, held = n.held, debt = n.debt,
         lifetime_earned = n.lifetime_earned, seq = n.seq, next_due_at = n.next_due_at
    FROM unnest($47::uuid[], $48::bigint[], $49::bigint[], $50::bigint[], $51::bigint[], $52::bigint[], $53::bigint[],
                $54::timestamptz[])
         AS n (member_id, available, pending, held, debt, lifetime_earned, seq, next_due_at)
   WHERE w.program_id = $1::uuid AND w.wallet = $2::text AND w.member_id = n.member_id`;

export const changeLotsSql = `
  UPDATE lots l
     SET remaining = n.remaining, expired = n.expired, state = n.state, expires_at = n.expires_at,
         signature = coalesce(decode(n.signature, 'hex'), l.signature)
    FROM unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::text[], $9::timestamptz[], $10::text[])
         AS n (member_id, seq, lot_id, remaining, expired, state, expires_at, signature)
   WHERE l.program_id = $1 AND l.wallet = $2 AND l.member_id = n.member_id AND l.seq = n.seq AND l.lot_id = n.lot_id`;

export const openHoldsSql = `
  INSERT INTO holds (program_id, wallet, member_id, hold_id, seq, points, captured, state, purpose, slices, created_at, expires_at,
                     signature)
  SELECT $1::uuid, $2::text, member_id, hold_id, seq, points, captured, state, purpose, slices::json, created_at, expires_at,
         decode(signature, 'hex')
    FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
                string_to_array($10, E'\\x01'), $11::timestamptz[], $12::timestamptz[], $13::text[])
         AS n (member_id, hold_id, seq, points, captured, state, purpose, slices, created_at, expires_at, signature)`;

export const changeHoldsSql = `
  UPDATE holds h
     SET captured = n.captured, state = n.state
    FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS n (hold_id, captured, state)
   WHERE h.program_id = $1 AND h.hold_id = n.hold_id`;
