import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { LedgerStore } from '../application/ports/ledger.store.js';
import type { LedgerTransaction, Wallet } from '../domain/ledger.js';
import { instantColumn, plainColumn, textColumn } from './columns.js';

@Injectable()
export class PgLedgerStore extends LedgerStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async lockWallets(
    programId: string,
    { wallet, memberIds }: { readonly wallet: string; readonly memberIds: readonly string[] },
  ): Promise<ReadonlyMap<string, Wallet>> {
    const wallets = new Map<string, Wallet>();
    const lock = async (ids: readonly string[]): Promise<void> => {
      const rows = await this.database.query<Wallet>(lockWalletsSql, [programId, wallet, plainColumn(ids)]);
      for (const row of rows) wallets.set(row.memberId, row);
    };
    // A new member is rare: wallets are opened only where the lock found none, and locked in a second go.
    await lock(memberIds);
    const unseen = memberIds.filter((memberId) => !wallets.has(memberId));
    if (unseen.length > 0) {
      await this.database.query(openWalletsSql, [programId, wallet, plainColumn(unseen)]);
      await lock(unseen);
    }
    return wallets;
  }

  override async post(
    programId: string,
    transactions: readonly LedgerTransaction[],
    wallets: readonly Wallet[],
  ): Promise<void> {
    const entries = transactions.flatMap((transaction) =>
      transaction.entries.map((entry, place) => ({ transaction, entry, place })),
    );
    const lots = transactions.flatMap((transaction) => transaction.lots.map((lot) => ({ transaction, lot })));
    await this.database.query(postSql, [
      programId,
      ...transactionColumns(transactions),
      ...entryColumns(entries),
      ...lotColumns(lots),
      ...walletColumns(wallets),
    ]);
  }
}

function transactionColumns(transactions: readonly LedgerTransaction[]): string[] {
  const column = <Value>(of: (transaction: LedgerTransaction) => Value): Value[] => transactions.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ wallet }) => wallet)),
    plainColumn(column(({ seq }) => seq)),
    plainColumn(column(({ postingId }) => postingId)),
    plainColumn(column(({ cause }) => cause.kind)),
    plainColumn(column(({ cause }) => cause.source.type)),
    plainColumn(column(({ cause }) => cause.source.id)),
    textColumn(column(({ cause }) => cause.source.reference)),
    plainColumn(column(({ cause }) => cause.actor.type)),
    textColumn(column(({ cause }) => cause.actor.id)),
    textColumn(column(({ cause }) => cause.storeId)),
    instantColumn(column(({ cause }) => cause.occurredAt)),
    instantColumn(column(({ cause }) => cause.recordedAt)),
  ];
}

interface PlacedEntry {
  readonly transaction: LedgerTransaction;
  readonly entry: LedgerTransaction['entries'][number];
  readonly place: number;
}

function entryColumns(entries: readonly PlacedEntry[]): string[] {
  const column = <Value>(of: (entry: PlacedEntry) => Value): Value[] => entries.map(of);
  return [
    plainColumn(column(({ transaction }) => transaction.memberId)),
    plainColumn(column(({ transaction }) => transaction.wallet)),
    plainColumn(column(({ transaction }) => transaction.seq)),
    plainColumn(column(({ place }) => place)),
    plainColumn(column(({ transaction }) => transaction.postingId)),
    plainColumn(column(({ entry }) => entry.account)),
    plainColumn(column(({ entry }) => entry.delta)),
    plainColumn(column(({ entry }) => entry.accountAfter)),
    plainColumn(column(({ entry }) => entry.lotId)),
    textColumn(column(({ entry }) => entry.campaign?.code ?? null)),
    plainColumn(column(({ entry }) => entry.campaign?.version ?? null)),
    plainColumn(column(({ entry }) => entry.campaign?.contentHash ?? null)),
    textColumn(column(({ transaction }) => transaction.cause.tierLevel)),
    instantColumn(column(({ transaction }) => transaction.cause.occurredAt)),
    instantColumn(column(({ transaction }) => transaction.cause.recordedAt)),
  ];
}

interface OpenedLot {
  readonly transaction: LedgerTransaction;
  readonly lot: LedgerTransaction['lots'][number];
}

function lotColumns(lots: readonly OpenedLot[]): string[] {
  const column = <Value>(of: (lot: OpenedLot) => Value): Value[] => lots.map(of);
  return [
    plainColumn(column(({ transaction }) => transaction.memberId)),
    plainColumn(column(({ transaction }) => transaction.wallet)),
    plainColumn(column(({ transaction }) => transaction.seq)),
    plainColumn(column(({ lot }) => lot.lotId)),
    plainColumn(column(({ lot }) => lot.issued)),
    plainColumn(column(({ lot }) => lot.remaining)),
    plainColumn(column(({ lot }) => lot.state)),
    instantColumn(column(({ lot }) => lot.earnedAt)),
    instantColumn(column(({ lot }) => lot.activatesAt)),
    instantColumn(column(({ lot }) => lot.expiresAt)),
    textColumn(column(({ lot }) => lot.campaign.code)),
    plainColumn(column(({ lot }) => lot.campaign.version)),
    plainColumn(column(({ lot }) => lot.purchaseId)),
  ];
}

function walletColumns(wallets: readonly Wallet[]): string[] {
  const column = <Value>(of: (wallet: Wallet) => Value): Value[] => wallets.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ wallet }) => wallet)),
    plainColumn(column(({ available }) => available)),
    plainColumn(column(({ pending }) => pending)),
    plainColumn(column(({ held }) => held)),
    plainColumn(column(({ debt }) => debt)),
    plainColumn(column(({ lifetimeEarned }) => lifetimeEarned)),
    plainColumn(column(({ seq }) => seq)),
  ];
}

/** In the order of the members' ids, so that two groups never wait crosswise. */
const lockWalletsSql = `
  SELECT member_id AS "memberId", wallet, available, pending, held, debt, lifetime_earned AS "lifetimeEarned", seq
    FROM wallets
   WHERE program_id = $1 AND wallet = $2 AND member_id = ANY ($3::uuid[])
   ORDER BY member_id
     FOR UPDATE`;

const openWalletsSql = `
  INSERT INTO wallets (program_id, member_id, wallet, available, pending, held, debt, lifetime_earned, seq)
  SELECT $1, member_id, $2, 0, 0, 0, 0, 0, 0 FROM unnest($3::uuid[]) AS unseen (member_id) ORDER BY member_id
  ON CONFLICT DO NOTHING`;

/** Decides nothing, so it may be one statement: the four tables in one round trip. */
const postSql = `
  WITH posted AS (
    INSERT INTO ledger_transactions (program_id, member_id, wallet, seq, posting_id, kind, source_type, source_id,
                                     source_reference, actor_type, actor_id, store_id, occurred_at, recorded_at)
    SELECT $1::uuid, *
      FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                  $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[])
  ), entered AS (
    INSERT INTO ledger_entries (program_id, member_id, wallet, seq, place, posting_id, account, delta, account_after, lot_id,
                                campaign_code, campaign_version, campaign_hash, tier_level, occurred_at, recorded_at)
    SELECT $1::uuid, member_id, wallet, seq, place, posting_id, account, delta, account_after, lot_id,
           campaign_code, campaign_version, decode(campaign_hash, 'hex'), tier_level, occurred_at, recorded_at
      FROM unnest($15::uuid[], $16::text[], $17::bigint[], $18::smallint[], $19::uuid[], $20::text[], $21::bigint[],
                  $22::bigint[], $23::uuid[], $24::text[], $25::integer[], $26::text[], $27::text[],
                  $28::timestamptz[], $29::timestamptz[])
           AS e (member_id, wallet, seq, place, posting_id, account, delta, account_after, lot_id,
                 campaign_code, campaign_version, campaign_hash, tier_level, occurred_at, recorded_at)
  ), opened AS (
    INSERT INTO lots (program_id, member_id, wallet, seq, lot_id, issued, remaining, state, earned_at, activates_at, expires_at,
                      campaign_code, campaign_version, purchase_id)
    SELECT $1::uuid, *
      FROM unnest($30::uuid[], $31::text[], $32::bigint[], $33::uuid[], $34::bigint[], $35::bigint[], $36::text[], $37::timestamptz[],
                  $38::timestamptz[], $39::timestamptz[], $40::text[], $41::integer[], $42::uuid[])
  )
  UPDATE wallets w
     SET available = n.available, pending = n.pending, held = n.held, debt = n.debt,
         lifetime_earned = n.lifetime_earned, seq = n.seq
    FROM unnest($43::uuid[], $44::text[], $45::bigint[], $46::bigint[], $47::bigint[], $48::bigint[], $49::bigint[], $50::bigint[])
         AS n (member_id, wallet, available, pending, held, debt, lifetime_earned, seq)
   WHERE w.program_id = $1::uuid AND w.member_id = n.member_id AND w.wallet = n.wallet`;
