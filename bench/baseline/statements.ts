/**
 * What one purchase writes, as a service without gathering would: the wallet locked, then six prepared statements. Columns and
 * order are those of the tables that the points service writes to.
 */
export const lockWallet = `
  SELECT available, pending, held, debt, lifetime_earned, seq FROM wallets
   WHERE program_id = $1 AND member_id = $2 AND wallet = 'points' FOR UPDATE`;

export const insertPurchase = `
  WITH receipt AS (
    INSERT INTO receipts (program_id, transaction_id, purchase_id, member_id, occurred_at, content_hash, reference_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7))
  INSERT INTO purchases (program_id, member_id, occurred_at, purchase_id, transaction_id, store_id, channel, currency,
                         recorded_at, total_minor, coupon_minor, payable_minor, points_earned, points_pending, lines, outcome, details)
  VALUES ($1, $4, $5, $3, $2, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`;

export const insertTransaction = `
  INSERT INTO ledger_transactions (program_id, member_id, wallet, seq, posting_id, kind, source_type, source_id, source_reference,
                                   actor_type, actor_id, store_id, occurred_at, recorded_at)
  VALUES ($1, $2, 'points', $3, $4, 'earn', 'purchase', $5, $6, $7, $8, $9, $10, $11)`;

export const insertEntries = `
  INSERT INTO ledger_entries (program_id, member_id, wallet, seq, place, posting_id, account, delta, account_after, lot_id,
                              campaign_code, campaign_version, campaign_hash, tier_level, occurred_at, recorded_at)
  VALUES ($1, $2, 'points', $3, 1, $4, 'available', $5, $6, $7, $8, $9, $10, $11, $12, $13),
         ($1, $2, 'points', $3, 2, $4, 'issued', -($5::bigint), NULL, $7, $8, $9, $10, $11, $12, $13)`;

export const insertLot = `
  INSERT INTO lots (program_id, member_id, wallet, lot_id, issued, remaining, state, earned_at, campaign_code, campaign_version, purchase_id)
  VALUES ($1, $2, 'points', $3, $4, $4, 'active', $5, $6, $7, $8)`;

export const updateWallet = `
  UPDATE wallets SET available = available + $3, lifetime_earned = lifetime_earned + $3, seq = seq + 1
   WHERE program_id = $1 AND member_id = $2 AND wallet = 'points'`;

export const appendEvents = `
  WITH stream AS (
    UPDATE event_streams SET last_seq = last_seq + 2 WHERE program_id = $1 AND member_id = $2 RETURNING last_seq
  ), appended AS (
    INSERT INTO outbox (id, program_id, member_id, member_seq, type, occurred_at, recorded_at, correlation_id, data)
    SELECT e.id, $1::uuid, $2::uuid, stream.last_seq - e.behind, e.type, $3::timestamptz, $4::timestamptz, $5::text, e.data
      FROM stream, (VALUES ($6::uuid, 1, 'points.purchase-recorded.v1', $7), ($8::uuid, 0, 'points.points-earned.v1', $9))
                   AS e (id, behind, type, data)
    RETURNING position
  )
  INSERT INTO outbox_unsent (position) SELECT position FROM appended`;
