import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type AccountChanges, AccountBookStore, type AccountRequest } from '../application/ports/account-book.store.js';
import type { OpenedAccount } from '../domain/book/account-book.js';
import type { FollowedEntry } from '../domain/book/stand-ins.js';
import { emptyWallet, type Hold, type Lot, type Wallet } from '../domain/ledger.js';
import {
  dueHoldsSql,
  dueLotsSql,
  findDueSql,
  findWalletsSql,
  holdsByIdSql,
  laterDueSql,
  lockDueSql,
  lockWalletsSql,
  lotsByIdSql,
  lotsByPurchaseSql,
  openWalletsSql,
  spendableLotsSql,
  takenBackSql,
} from './account-book-reads.sql.js';
import { changeHoldsSql, changeLotsSql, openHoldsSql, postSql } from './account-book-writes.sql.js';
import { plainColumn } from '#platform/database/columns';
import {
  changedHoldColumns,
  changedLotColumns,
  entryColumns,
  openedHoldColumns,
  openedLotColumns,
  transactionColumns,
  walletColumns,
} from './ledger-columns.js';

/** Enough for nearly every redemption; where they hold too little, all are read. */
const spendableLotsMax = 64;

type Owned<Item> = Item & { readonly memberId: string };
type LotRow = Owned<Lot>;

@Injectable()
export class PgAccountBookStore extends AccountBookStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async open(
    programId: string,
    { wallet, requests, now }: { wallet: string; requests: readonly AccountRequest[]; now: Date },
  ): Promise<OpenedAccount[]> {
    const wallets = await this.lockWallets(programId, wallet, requests);
    const working = workingOf(
      requests.map(({ memberId }) => {
        const locked = wallets.get(memberId);
        if (!locked) throw new Error('A wallet that was locked is there.');
        return locked;
      }),
    );
    const key = [programId, wallet] as const;
    await this.readDue(key, working, now);
    await this.readHolds(key, working, requests);
    await this.readNamedLots(key, working, requests);
    await this.readSpendable(key, working, requests, now);
    await this.readTakenBack(key, working, { requests, now });
    return openedOf(working);
  }

  override peek(
    programId: string,
    { wallet, memberIds, asOf }: { wallet: string; memberIds: readonly string[]; asOf: Date },
  ): Promise<OpenedAccount[]> {
    return this.database.run(async () => {
      // One snapshot for all statements: a wallet and its lots belong together.
      await this.database.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const key = [programId, wallet] as const;
      const rows = await this.database.query<Wallet>(findWalletsSql, [...key, plainColumn(memberIds)]);
      const found = new Map(rows.map((row) => [row.memberId, row]));
      const working = workingOf(memberIds.map((memberId) => found.get(memberId) ?? emptyWallet(memberId, wallet)));
      await this.readDue(key, working, asOf);
      await this.readTakenBack(key, working, { requests: [], now: asOf });
      return openedOf(working);
    });
  }

  override async findWallet(programId: string, wallet: string, memberId: string): Promise<Wallet> {
    const [row] = await this.database.query<Wallet>(findWalletsSql, [programId, wallet, plainColumn([memberId])]);
    return row ?? emptyWallet(memberId, wallet);
  }

  override async findDue(
    programId: string,
    { wallet, memberIds, asOf }: { wallet: string; memberIds: readonly string[]; asOf: Date },
  ): Promise<string[]> {
    const rows = await this.database.query<{ memberId: string }>(findDueSql, [
      programId,
      wallet,
      plainColumn(memberIds),
      asOf,
    ]);
    return rows.map(({ memberId }) => memberId);
  }

  override async save(programId: string, wallet: string, changes: AccountChanges): Promise<void> {
    await this.database.query(postSql, [
      programId,
      wallet,
      ...transactionColumns(changes.transactions),
      ...entryColumns(changes.transactions),
      ...openedLotColumns(changes.openedLots),
      ...walletColumns(changes.wallets),
    ]);
    if (changes.changedLots.length > 0) {
      await this.database.query(changeLotsSql, [programId, wallet, ...changedLotColumns(changes.changedLots)]);
    }
    if (changes.openedHolds.length > 0) {
      await this.database.query(openHoldsSql, [programId, wallet, ...openedHoldColumns(changes.openedHolds)]);
    }
    if (changes.changedHolds.length > 0) {
      await this.database.query(changeHoldsSql, [programId, ...changedHoldColumns(changes.changedHolds)]);
    }
  }

  override async holdersOf(programId: string, holdIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ holdId: string; memberId: string }>(
      `SELECT hold_id AS "holdId", member_id AS "memberId" FROM holds WHERE program_id = $1 AND hold_id = ANY ($2::uuid[])`,
      [programId, plainColumn(holdIds)],
    );
    return new Map(rows.map(({ holdId, memberId }) => [holdId, memberId]));
  }

  override lockDue({ asOf, limit }: { asOf: Date; limit: number }) {
    return this.database.query<{ programId: string; memberId: string; wallet: string }>(lockDueSql, [asOf, limit]);
  }

  private async lockWallets(
    programId: string,
    wallet: string,
    requests: readonly AccountRequest[],
  ): Promise<ReadonlyMap<string, Wallet>> {
    const wallets = new Map<string, Wallet>();
    const lock = async (memberIds: readonly string[]): Promise<void> => {
      const rows = await this.database.query<Wallet>(lockWalletsSql, [programId, wallet, plainColumn(memberIds)]);
      for (const row of rows) wallets.set(row.memberId, row);
    };
    const memberIds = requests.map(({ memberId }) => memberId);
    // A new member is rare: wallets are opened only where the lock found none, and locked in a second go.
    await lock(memberIds);
    const unseen = memberIds.filter((memberId) => !wallets.has(memberId));
    if (unseen.length > 0) {
      await this.database.query(openWalletsSql, [programId, wallet, plainColumn(unseen)]);
      await lock(unseen);
    }
    return wallets;
  }

  /** Rare: only where the wallet says that something may be due. */
  private async readDue(key: Key, working: Working, now: Date): Promise<void> {
    const due = [...working.values()].filter(({ wallet: { nextDueAt } }) => nextDueAt !== null && nextDueAt <= now);
    if (due.length === 0) return;
    const memberIds = plainColumn(due.map(({ wallet }) => wallet.memberId));
    addLots(working, await this.database.query<LotRow>(dueLotsSql, [...key, memberIds, now]));
    const holds = await this.database.query<Owned<Hold>>(dueHoldsSql, [...key, memberIds, now]);
    await this.addHolds(key, working, holds);
    const later = await this.database.query<{ memberId: string; at: Date | null }>(laterDueSql, [
      ...key,
      memberIds,
      now,
    ]);
    for (const { memberId, at } of later) {
      const account = working.get(memberId);
      if (account) account.laterDueAt = at;
    }
  }

  private async readHolds(key: Key, working: Working, requests: readonly AccountRequest[]): Promise<void> {
    const holdIds = requests.flatMap((request) => request.holdIds ?? []);
    if (holdIds.length === 0) return;
    const rows = await this.database.query<Owned<Hold>>(holdsByIdSql, [...key, plainColumn(holdIds)]);
    await this.addHolds(key, working, rows);
  }

  /** With the lots that their points would go back to. */
  private async addHolds(key: Key, working: Working, holds: readonly Owned<Hold>[]): Promise<void> {
    for (const { memberId, ...hold } of holds) working.get(memberId)?.holds.set(hold.holdId, hold);
    const wanted = holds.flatMap(({ memberId, slices }) => slices.map(({ lotId }) => ({ memberId, lotId })));
    await this.readLots(key, working, wanted);
  }

  private async readNamedLots(key: Key, working: Working, requests: readonly AccountRequest[]): Promise<void> {
    const wanted = requests.flatMap(({ memberId, lotIds }) => (lotIds ?? []).map((lotId) => ({ memberId, lotId })));
    await this.readLots(key, working, wanted);
    const purchases = requests.flatMap(({ memberId, purchaseIds }) =>
      (purchaseIds ?? []).map((purchaseId) => ({ memberId, purchaseId })),
    );
    if (purchases.length === 0) return;
    addLots(
      working,
      await this.database.query<LotRow>(lotsByPurchaseSql, [
        ...key,
        plainColumn(purchases.map(({ memberId }) => memberId)),
        plainColumn(purchases.map(({ purchaseId }) => purchaseId)),
      ]),
    );
  }

  private async readLots(
    key: Key,
    working: Working,
    wanted: readonly { readonly memberId: string; readonly lotId: string }[],
  ): Promise<void> {
    if (wanted.length === 0) return;
    addLots(
      working,
      await this.database.query<LotRow>(lotsByIdSql, [
        ...key,
        plainColumn(wanted.map(({ memberId }) => memberId)),
        plainColumn(wanted.map(({ lotId }) => lotId)),
      ]),
    );
  }

  /** Rare: only where points may come back to a lot that is over, and of which something was taken. */
  private async readTakenBack(
    key: Key,
    working: Working,
    { requests, now }: { requests: readonly AccountRequest[]; now: Date },
  ): Promise<void> {
    const named = new Set(requests.flatMap(({ lotIds }) => lotIds ?? []));
    const accounts = [...working.values()].filter(({ lots, holds }) => {
      const held = [...holds.values()].flatMap(({ slices }) => slices.map(({ lotId }) => lotId));
      return [...named, ...held].some((lotId) => {
        const lot = lots.get(lotId);
        const isOver = lot?.expiresAt !== null && lot !== undefined && lot.expiresAt <= now;
        return isOver && lot.remaining + lot.expired < lot.issued;
      });
    });
    if (accounts.length === 0) return;
    const memberIds = plainColumn(accounts.map(({ wallet }) => wallet.memberId));
    const rows = await this.database.query<TakenBackRow>(takenBackSql, [...key, memberIds]);
    for (const { memberId, entries } of rows) working.get(memberId)?.takenBack.push(entries);
    const wanted = rows.flatMap(({ memberId, entries }) => {
      const known = working.get(memberId)?.lots;
      const lotIds = new Set(entries.map(({ lotId }) => lotId));
      return [...lotIds].flatMap((lotId) => (lotId === null || known?.has(lotId) ? [] : [{ memberId, lotId }]));
    });
    await this.readLots(key, working, wanted);
  }

  private async readSpendable(
    key: Key,
    working: Working,
    requests: readonly AccountRequest[],
    now: Date,
  ): Promise<void> {
    let wanted = requests.flatMap(({ memberId, spend = 0 }) => (spend > 0 ? [{ memberId, spend }] : []));
    for (const lotsMax of [spendableLotsMax, null]) {
      if (wanted.length === 0) return;
      const rows = await this.database.query<LotRow>(spendableLotsSql, [
        ...key,
        plainColumn(wanted.map(({ memberId }) => memberId)),
        now,
        lotsMax,
      ]);
      addLots(working, rows);
      wanted = wanted.filter(({ memberId, spend }) => {
        const own = rows.filter((row) => row.memberId === memberId);
        return own.length === lotsMax && own.reduce((sum, { remaining }) => sum + remaining, 0) < spend;
      });
    }
  }
}

type Key = readonly [programId: string, wallet: string];
type Working = ReadonlyMap<
  string,
  {
    readonly wallet: Wallet;
    readonly lots: Map<string, Lot>;
    readonly holds: Map<string, Hold>;
    readonly takenBack: FollowedEntry[][];
    laterDueAt: Date | null;
  }
>;
type TakenBackRow = Owned<{ readonly entries: FollowedEntry[] }>;

function workingOf(wallets: readonly Wallet[]): Working {
  return new Map(
    wallets.map((wallet) => [
      wallet.memberId,
      {
        wallet,
        lots: new Map<string, Lot>(),
        holds: new Map<string, Hold>(),
        takenBack: [],
        laterDueAt: wallet.nextDueAt,
      },
    ]),
  );
}

function openedOf(working: Working): OpenedAccount[] {
  return [...working.values()].map(({ lots, holds, ...account }) => ({
    ...account,
    lots: [...lots.values()],
    holds: [...holds.values()],
  }));
}

function addLots(working: Working, rows: readonly LotRow[]): void {
  for (const { memberId, ...lot } of rows) working.get(memberId)?.lots.set(lot.lotId, lot);
}
