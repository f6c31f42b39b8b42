import { DerivedWallet } from '../../domain/verify/derived-wallet.js';
import type { LedgerKey } from '../../domain/ledger-key.js';
import type {
  StoredEntry,
  StoredHold,
  StoredLot,
  StoredTransaction,
  StoredWallet,
  WalletKey,
  WrongRow,
} from '../../domain/verify/stored-rows.js';
import type { LedgerSnapshot } from '../ports/ledger-rows.js';
import { RowStream } from './row-stream.js';

interface Streams {
  readonly transactions: RowStream<StoredTransaction>;
  readonly entries: RowStream<StoredEntry>;
  readonly lots: RowStream<StoredLot>;
  readonly holds: RowStream<StoredHold>;
  readonly wallets: RowStream<StoredWallet>;
}

/** Derives every wallet again, in the order of the keys; memory holds one member's open lots and a page of each table. */
export class VerifyWallets {
  entriesDone = 0;
  /** By programme: what its members have given to one another, less what they got. */
  readonly transferred = new Map<string, number>();

  constructor(
    private readonly snapshot: LedgerSnapshot,
    private readonly key: LedgerKey,
    private readonly onProgress: (entriesDone: number) => void,
  ) {}

  async execute(): Promise<WrongRow | undefined> {
    const { snapshot } = this;
    const [transactions, entries, lots, holds, wallets] = await Promise.all([
      RowStream.open(snapshot.transactions),
      RowStream.open(snapshot.entries),
      RowStream.open(snapshot.lots),
      RowStream.open(snapshot.holds),
      RowStream.open(snapshot.wallets),
    ]);
    const streams: Streams = { transactions, entries, lots, holds, wallets };
    for (let owner = firstOwner(streams); owner; owner = firstOwner(streams)) {
      const wrong = await this.wallet(owner, streams);
      if (wrong) return wrong;
      this.onProgress(this.entriesDone);
    }
    return undefined;
  }

  private async wallet(owner: WalletKey, streams: Streams): Promise<WrongRow | undefined> {
    const derived = new DerivedWallet(owner, this.key);
    const { transactions, entries, lots, holds, wallets } = streams;
    for (let row = transactions.current; row && isSame(owner, row.owner); row = transactions.current) {
      const own: StoredEntry[] = [];
      for (let entry = entries.current; entry && isSame(owner, entry.head.owner); entry = entries.current) {
        if (entry.head.seq > row.seq) break;
        if (entry.head.seq < row.seq) return derived.orphan(entry);
        own.push(entry);
        const page = entries.advance();
        if (page) await page;
      }
      const wrong = derived.post(row, own);
      if (wrong) return wrong;
      this.entriesDone += own.length;
      const page = transactions.advance();
      if (page) await page;
    }
    if (entries.current && isSame(owner, entries.current.head.owner)) return derived.orphan(entries.current);
    const wrong =
      (await eachOf(lots, owner, (row) => derived.lot(row))) ??
      (await eachOf(holds, owner, (row) => derived.hold(row)));
    if (wrong) return wrong;
    const row = wallets.current && isSame(owner, wallets.current.owner) ? wallets.current : undefined;
    if (row) await wallets.advance();
    const { programId } = owner;
    this.transferred.set(programId, (this.transferred.get(programId) ?? 0) + derived.transferred);
    return derived.wallet(row);
  }
}

async function eachOf<Row extends { readonly owner: WalletKey }>(
  stream: RowStream<Row>,
  owner: WalletKey,
  look: (row: Row) => WrongRow | undefined,
): Promise<WrongRow | undefined> {
  for (let row = stream.current; row && isSame(owner, row.owner); row = stream.current) {
    const wrong = look(row);
    if (wrong) return wrong;
    const page = stream.advance();
    if (page) await page;
  }
  return undefined;
}

/** Of all tables: a wallet without a row, or a row without a wallet, has its turn too. */
function firstOwner({ entries, transactions, lots, holds, wallets }: Streams): WalletKey | undefined {
  let first = entries.current?.head.owner;
  for (const { current } of [transactions, lots, holds, wallets]) {
    if (current && (!first || isBefore(current.owner, first))) first = current.owner;
  }
  return first;
}

function isSame(one: WalletKey, other: WalletKey): boolean {
  if (one === other) return true;
  return one.memberId === other.memberId && one.programId === other.programId && one.wallet === other.wallet;
}

function isBefore(one: WalletKey, other: WalletKey): boolean {
  if (one.programId !== other.programId) return one.programId < other.programId;
  if (one.memberId !== other.memberId) return one.memberId < other.memberId;
  return one.wallet < other.wallet;
}
