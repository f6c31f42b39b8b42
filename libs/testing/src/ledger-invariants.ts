import type { Database } from '#platform/database/database';

/** A row that breaks a rule that must hold of the ledger at every commit, whatever was done to it. */
interface BrokenInvariant {
  readonly rule: string;
  readonly memberId: string | null;
  readonly found: string;
}

/** Everything of a programme's ledger that breaks a rule; empty when all of them hold. */
export function brokenInvariants(database: Database, programId: string): Promise<BrokenInvariant[]> {
  return database.query<BrokenInvariant>(invariantsSql, [programId]);
}

const invariantsSql = `
  WITH entries AS (SELECT * FROM ledger_entries WHERE program_id = $1),
  sums AS (
    SELECT member_id, wallet,
           coalesce(sum(delta) FILTER (WHERE account = 'available'), 0) AS available,
           coalesce(sum(delta) FILTER (WHERE account = 'pending'), 0) AS pending,
           coalesce(sum(delta) FILTER (WHERE account = 'held'), 0) AS held,
           -coalesce(sum(delta) FILTER (WHERE account = 'debt'), 0) AS debt,
           -coalesce(sum(delta) FILTER (WHERE account = 'issued'), 0) AS lifetime
      FROM entries GROUP BY member_id, wallet
  ),
  of_lots AS (
    SELECT l.member_id, l.wallet, l.lot_id, l.issued, l.remaining, l.expired, l.state, l.activates_at, l.expires_at,
           coalesce(sum(e.delta) FILTER (WHERE e.account IN ('available', 'pending')), 0) AS moved,
           coalesce(sum(e.delta) FILTER (WHERE e.account = 'expired'), 0) AS moved_to_expired
      FROM lots l LEFT JOIN entries e ON e.member_id = l.member_id AND e.wallet = l.wallet AND e.lot_id = l.lot_id
     WHERE l.program_id = $1
     GROUP BY l.member_id, l.wallet, l.seq, l.lot_id, l.issued, l.remaining, l.expired, l.state, l.activates_at, l.expires_at
  ),
  lot_sums AS (
    SELECT member_id, wallet,
           coalesce(sum(remaining) FILTER (WHERE state = 'active'), 0) AS available,
           coalesce(sum(remaining) FILTER (WHERE state = 'pending'), 0) AS pending,
           min(CASE WHEN state = 'pending' THEN coalesce(activates_at, expires_at) ELSE expires_at END)
             FILTER (WHERE remaining > 0) AS due_at
      FROM of_lots GROUP BY member_id, wallet
  ),
  hold_sums AS (
    SELECT member_id, wallet, sum(points) AS held, min(expires_at) AS due_at
      FROM holds WHERE program_id = $1 AND state = 'open' GROUP BY member_id, wallet
  ),
  accounts AS (
    SELECT w.*, coalesce(s.available, 0) AS s_available, coalesce(s.pending, 0) AS s_pending, coalesce(s.held, 0) AS s_held,
           coalesce(s.debt, 0) AS s_debt, coalesce(s.lifetime, 0) AS s_lifetime, coalesce(l.available, 0) AS l_available,
           coalesce(l.pending, 0) AS l_pending, coalesce(h.held, 0) AS h_held, least(l.due_at, h.due_at) AS due_at
      FROM wallets w
      LEFT JOIN sums s ON s.member_id = w.member_id AND s.wallet = w.wallet
      LEFT JOIN lot_sums l ON l.member_id = w.member_id AND l.wallet = w.wallet
      LEFT JOIN hold_sums h ON h.member_id = w.member_id AND h.wallet = w.wallet
     WHERE w.program_id = $1
  )
  SELECT 'the entries of a transaction sum to zero' AS rule, member_id AS "memberId", seq::text AS found
    FROM entries GROUP BY member_id, wallet, seq HAVING sum(delta) <> 0
  UNION ALL
  SELECT 'a wallet equals the sum of its entries', member_id,
         format('%s/%s/%s/%s, entries %s/%s/%s/%s', available, pending, held, debt, s_available, s_pending, s_held, s_debt)
    FROM accounts
   WHERE (available, pending, held, debt) IS DISTINCT FROM (s_available, s_pending, s_held, s_debt)
  UNION ALL
  SELECT 'a wallet equals the sum of its lots and holds', member_id,
         format('%s/%s/%s, lots %s/%s, holds %s', available, pending, held, l_available, l_pending, h_held)
    FROM accounts WHERE (available, pending, held) IS DISTINCT FROM (l_available, l_pending, h_held)
  UNION ALL
  SELECT 'lifetime points are what was issued', member_id, format('%s, entries %s', lifetime_earned, s_lifetime)
    FROM accounts WHERE lifetime_earned <> s_lifetime
  UNION ALL
  SELECT 'who owes points has none', member_id, format('%s available, %s debt', available, debt)
    FROM accounts WHERE debt > 0 AND available > 0
  UNION ALL
  SELECT 'a wallet knows when something is due', member_id, format('%s, due %s', next_due_at, due_at)
    FROM accounts WHERE due_at IS NOT NULL AND (next_due_at IS NULL OR next_due_at > due_at)
  UNION ALL
  SELECT 'a wallet has entries or nothing', s.member_id, s.wallet
    FROM sums s WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.member_id = s.member_id AND a.wallet = s.wallet)
  UNION ALL
  SELECT 'a lot holds what its entries say', member_id,
         format('%s: remaining %s, entries %s; expired %s, entries %s', lot_id, remaining, moved, expired, moved_to_expired)
    FROM of_lots WHERE remaining <> moved OR expired <> moved_to_expired
  UNION ALL
  SELECT 'a lot holds between nothing and what it was issued with', member_id, lot_id::text
    FROM of_lots WHERE remaining < 0 OR expired < 0 OR remaining + expired > issued
  UNION ALL
  SELECT 'an entry says what its account holds after it', member_id, format('%s.%s', seq, place)
    FROM (SELECT member_id, seq, place, account_after,
                 sum(delta) OVER (PARTITION BY member_id, wallet, account ORDER BY seq, place) AS after
            FROM entries WHERE account IN ('available', 'pending', 'held', 'debt')) running
   WHERE account_after <> after
  UNION ALL
  SELECT 'transactions are numbered without a gap', w.member_id, format('%s, transactions %s', w.seq, count(t.*))
    FROM wallets w
    LEFT JOIN ledger_transactions t ON t.program_id = w.program_id AND t.member_id = w.member_id AND t.wallet = w.wallet
   WHERE w.program_id = $1
   GROUP BY w.member_id, w.wallet, w.seq HAVING count(t.*) <> w.seq OR coalesce(max(t.seq), 0) <> w.seq
  UNION ALL
  SELECT 'a transaction is signed and has entries', t.member_id, t.posting_id::text
    FROM ledger_transactions t
   WHERE t.program_id = $1
     AND (t.signature IS NULL OR NOT EXISTS (SELECT FROM entries e WHERE e.posting_id = t.posting_id AND e.member_id = t.member_id))
  UNION ALL
  SELECT 'what leaves one member reaches another', NULL, sum(delta)::text
    FROM entries WHERE account = 'transferred' HAVING sum(delta) <> 0
  UNION ALL
  SELECT 'a hold is of the lots that it names', h.member_id, h.hold_id::text
    FROM holds h
   WHERE h.program_id = $1
     AND h.points <> (SELECT sum((slice ->> 'points')::bigint) FROM json_array_elements(h.slices) AS slice)
  UNION ALL
  SELECT 'a receipt earns at most once', member_id, source_id::text
    FROM ledger_transactions WHERE program_id = $1 AND kind = 'earn' AND source_type = 'purchase'
   GROUP BY member_id, source_id HAVING count(*) > 1
  UNION ALL
  SELECT 'a purchase earned and spent what its entries say', p.member_id, p.transaction_id
    FROM purchases p JOIN receipts r ON r.program_id = p.program_id AND r.transaction_id = p.transaction_id
    LEFT JOIN ledger_transactions t
      ON t.program_id = p.program_id AND t.member_id = p.member_id AND t.source_id = p.purchase_id AND t.kind IN ('earn', 'redeem')
    LEFT JOIN entries e ON e.member_id = t.member_id AND e.posting_id = t.posting_id AND e.account IN ('issued', 'redeemed')
   WHERE p.program_id = $1
   GROUP BY p.member_id, p.transaction_id, p.points_earned, p.points_redeemed
  HAVING coalesce(-sum(e.delta) FILTER (WHERE e.account = 'issued'), 0) <> p.points_earned
      OR coalesce(sum(e.delta) FILTER (WHERE e.account = 'redeemed'), 0) <> p.points_redeemed
      OR count(e.*) FILTER (WHERE e.lot_id IS NULL) > 0
  UNION ALL
  SELECT 'no more comes back of a line than was sold', p.member_id, p.transaction_id
    FROM purchases p, json_array_elements(p.returned -> 'lines') AS back
    JOIN LATERAL (SELECT sold FROM json_array_elements(p.lines) AS sold WHERE sold ->> 'line' = back ->> 'line') line ON true
   WHERE p.program_id = $1 AND (back ->> 'thousandths')::numeric > (line.sold ->> 'quantity')::numeric * 1000
  UNION ALL
  SELECT 'no more comes back of a purchase than it moved', p.member_id, p.transaction_id
    FROM purchases p
   WHERE p.program_id = $1 AND p.returned IS NOT NULL
     AND ((p.returned ->> 'refundMinor')::bigint > p.payable_minor OR (p.returned ->> 'pointsRefunded')::bigint > p.points_redeemed
          OR (p.returned ->> 'pointsClawedBack')::bigint > p.points_earned)`;
