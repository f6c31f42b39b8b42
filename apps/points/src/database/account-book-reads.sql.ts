/** `l` is the lot. */
const lotColumns = `
  l.member_id AS "memberId", l.lot_id AS "lotId", l.seq, l.issued, l.remaining, l.expired, l.state,
  l.earned_at AS "earnedAt", l.activates_at AS "activatesAt", l.pending_until AS "pendingUntil", l.expires_at AS "expiresAt",
  l.purchase_id AS "purchaseId",
  CASE WHEN l.campaign_code IS NOT NULL THEN
    json_build_object('code', l.campaign_code, 'version', l.campaign_version, 'contentHash', encode(l.campaign_hash, 'hex'))
  END AS campaign`;

/** `h` is the hold. */
const holdColumns = `
  h.member_id AS "memberId", h.hold_id AS "holdId", h.seq, h.points, h.captured, h.state, h.purpose, h.slices,
  h.created_at AS "createdAt", h.expires_at AS "expiresAt"`;

const walletColumns = `
  member_id AS "memberId", wallet, available, pending, held, debt, lifetime_earned AS "lifetimeEarned", seq,
  next_due_at AS "nextDueAt"`;

export const findWalletsSql = `
  SELECT ${walletColumns} FROM wallets WHERE program_id = $1 AND wallet = $2 AND member_id = ANY ($3::uuid[])`;

export const findDueSql = `
  SELECT member_id AS "memberId" FROM wallets
   WHERE program_id = $1 AND wallet = $2 AND member_id = ANY ($3::uuid[]) AND next_due_at <= $4`;

/** In the order of the members' ids, so that two groups never wait crosswise. */
export const lockWalletsSql = `
  SELECT ${walletColumns}
    FROM wallets
   WHERE program_id = $1 AND wallet = $2 AND member_id = ANY ($3::uuid[])
   ORDER BY member_id
     FOR UPDATE`;

export const openWalletsSql = `
  INSERT INTO wallets (program_id, member_id, wallet, available, pending, held, debt, lifetime_earned, seq)
  SELECT $1, member_id, $2, 0, 0, 0, 0, 0, 0 FROM unnest($3::uuid[]) AS unseen (member_id) ORDER BY member_id
  ON CONFLICT DO NOTHING`;

/** The job's: whoever works on a wallet settles it too, so it need not wait for one. */
export const lockDueSql = `
  SELECT program_id AS "programId", member_id AS "memberId", wallet
    FROM wallets
   WHERE next_due_at <= $1
   ORDER BY next_due_at
   LIMIT $2
     FOR UPDATE SKIP LOCKED`;

const ownLots = `
    FROM lots l
   WHERE l.program_id = $1 AND l.wallet = $2`;

/** Becoming active, or over: as `dueOf` says. */
export const dueLotsSql = `
  SELECT ${lotColumns} ${ownLots} AND l.member_id = ANY ($3::uuid[]) AND l.remaining > 0
     AND (l.expires_at <= $4 OR (l.state = 'pending' AND l.activates_at <= $4))`;

export const dueHoldsSql = `
  SELECT ${holdColumns}
    FROM holds h
   WHERE h.program_id = $1 AND h.wallet = $2 AND h.member_id = ANY ($3::uuid[]) AND h.state = 'open' AND h.expires_at <= $4`;

/** What falls due next, after what is due now. */
export const laterDueSql = `
  SELECT asked.member_id AS "memberId",
         least((SELECT min(CASE WHEN l.state = 'pending' THEN coalesce(l.activates_at, l.expires_at) ELSE l.expires_at END)
                  FROM lots l
                 WHERE l.program_id = $1 AND l.wallet = $2 AND l.member_id = asked.member_id AND l.remaining > 0
                   AND CASE WHEN l.state = 'pending' THEN coalesce(l.activates_at, l.expires_at) ELSE l.expires_at END > $4),
               (SELECT min(h.expires_at)
                  FROM holds h
                 WHERE h.program_id = $1 AND h.wallet = $2 AND h.member_id = asked.member_id AND h.state = 'open'
                   AND h.expires_at > $4)) AS at
    FROM unnest($3::uuid[]) AS asked (member_id)`;

export const holdsByIdSql = `
  SELECT ${holdColumns} FROM holds h WHERE h.program_id = $1 AND h.wallet = $2 AND h.hold_id = ANY ($3::uuid[])`;

/** A scan of the member's own lots: hundreds at most for nearly everybody, and no index that every posting would pay for. */
export const lotsByIdSql = `
  SELECT ${lotColumns}
    FROM unnest($3::uuid[], $4::uuid[]) AS asked (member_id, lot_id)
    JOIN lots l ON l.program_id = $1 AND l.wallet = $2 AND l.member_id = asked.member_id AND l.lot_id = asked.lot_id`;

export const lotsByPurchaseSql = `
  SELECT ${lotColumns}
    FROM unnest($3::uuid[], $4::uuid[]) AS asked (member_id, purchase_id)
    JOIN lots l ON l.program_id = $1 AND l.wallet = $2 AND l.member_id = asked.member_id AND l.purchase_id = asked.purchase_id`;

/** In redemption order, which is the order of the index; a null limit reads all. */
export const spendableLotsSql = `
  SELECT found.*
    FROM unnest($3::uuid[]) AS asked (member_id)
   CROSS JOIN LATERAL (
     SELECT ${lotColumns}
       FROM lots l
      WHERE l.program_id = $1 AND l.wallet = $2 AND l.member_id = asked.member_id AND l.remaining > 0 AND l.state = 'active'
        AND (l.expires_at IS NULL OR l.expires_at > $4)
      ORDER BY l.expires_at, l.earned_at, l.seq, l.lot_id
      LIMIT $5::integer) found`;

/** A walk over the member's own entries, for a few members in a thousand returns: no index that every posting would pay for. */
export const takenBackSql = `
  SELECT e.member_id AS "memberId",
         json_agg(json_build_object('account', e.account, 'delta', e.delta, 'lotId', e.lot_id) ORDER BY e.place) AS entries
    FROM ledger_entries e
   WHERE e.program_id = $1 AND e.wallet = $2 AND e.member_id = ANY ($3::uuid[])
   GROUP BY e.member_id, e.seq
  HAVING bool_or(e.account = 'debt' OR (e.account = 'issued' AND e.delta > 0) OR
                 (e.account IN ('redeemed', 'held') AND e.delta < 0))
   ORDER BY e.member_id, e.seq`;
