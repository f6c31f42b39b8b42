import {
  balanceOf,
  type Balance,
  type Hold,
  type LedgerCause,
  type LedgerTransaction,
  type Lot,
  type Wallet,
} from '../ledger.js';
import { Movement } from './movement.js';
import { type FollowedEntry, StandIns } from './stand-ins.js';

export interface OpenedAccount {
  readonly wallet: Wallet;
  /** The lots that the work needs: those due, and those that it may take from or give back to. */
  readonly lots: readonly Lot[];
  readonly holds: readonly Hold[];
  /** Of what was not read, nothing falls due before it. */
  readonly laterDueAt: Date | null;
  /**
   * The entries, by transaction and in their order, of what was taken back and given back; read where points may come back to a
   * lot that is over, with the lots that they name.
   */
  readonly takenBack?: readonly (readonly FollowedEntry[])[];
}

export type MutableLot = { -readonly [Field in keyof Lot]: Lot[Field] };
type MutableWallet = { -readonly [Field in keyof Wallet]: Wallet[Field] };

/**
 * The working set of one member's wallet inside one database transaction: what was read under the wallet's lock, and what the
 * operations on it have posted. Every operation decides first and changes nothing when it refuses.
 */
export class AccountBook {
  private readonly state: MutableWallet;
  private readonly lotById: Map<string, MutableLot>;
  private readonly holdById: Map<string, Hold>;
  private readonly readLots: ReadonlyMap<string, Lot>;
  private readonly floors = new Map<string, Date>();
  private readonly openedLots = new Set<string>();
  private readonly changedLots = new Set<string>();
  private readonly openedHolds = new Set<string>();
  private readonly changedHolds = new Set<string>();
  private readonly posted: LedgerTransaction[] = [];
  private readonly laterDueAt: Date | null;
  private readonly readDueAt: Date | null;
  readonly standIns = new StandIns();

  constructor(
    account: OpenedAccount,
    /** Makes the ids of postings and lots. */
    readonly nextId: () => string,
  ) {
    this.state = { ...account.wallet };
    this.laterDueAt = account.laterDueAt;
    this.readDueAt = account.wallet.nextDueAt;
    this.readLots = new Map(account.lots.map((lot) => [lot.lotId, lot]));
    this.lotById = new Map(account.lots.map((lot) => [lot.lotId, { ...lot }]));
    this.holdById = new Map(account.holds.map((hold) => [hold.holdId, hold]));
    for (const entries of account.takenBack ?? []) this.standIns.follow(entries);
  }

  get memberId(): string {
    return this.state.memberId;
  }

  get wallet(): Wallet {
    return this.state;
  }

  get balance(): Balance {
    return balanceOf(this.state);
  }

  /** In the order they were posted. */
  get transactions(): readonly LedgerTransaction[] {
    return this.posted;
  }

  /** Whether there is anything to write: postings, or a new instant at which the next thing falls due. */
  get isChanged(): boolean {
    return this.posted.length > 0 || this.state.nextDueAt?.getTime() !== this.readDueAt?.getTime();
  }

  /** The lot was opened by this work, or its expiry was moved: its terms are to be signed. */
  hasNewTerms({ lotId, expiresAt }: Lot): boolean {
    const read = this.readLots.get(lotId);
    return !read || read.expiresAt?.getTime() !== expiresAt?.getTime();
  }

  /** For the store: lots and holds as they are after the work. */
  get changes() {
    const lots = (ids: ReadonlySet<string>): Lot[] => [...ids].map((lotId) => this.lot(lotId));
    const holds = (ids: ReadonlySet<string>): Hold[] => [...ids].map((holdId) => this.hold(holdId));
    return {
      openedLots: lots(this.openedLots),
      changedLots: lots(this.changedLots),
      openedHolds: holds(this.openedHolds),
      changedHolds: holds(this.changedHolds),
    };
  }

  /** @throws Error when it was not opened: a bug of whoever opened the book */
  lot(lotId: string): MutableLot {
    const lot = this.lotById.get(lotId);
    if (!lot) throw new Error('A lot was not opened with its book.');
    return lot;
  }

  get lots(): IterableIterator<Lot> {
    return this.lotById.values();
  }

  get holds(): IterableIterator<Hold> {
    return this.holdById.values();
  }

  hold(holdId: string): Hold {
    const hold = this.holdById.get(holdId);
    if (!hold) throw new Error('A hold was not opened with its book.');
    return hold;
  }

  /** Writes one transaction: `work` moves points, and all of it is posted together. */
  post(cause: LedgerCause, work: (movement: Movement) => void): LedgerTransaction {
    const movement = new Movement(this, this.state, this.state.seq + 1, cause);
    work(movement);
    this.standIns.follow(movement.entries);
    this.state.seq += 1;
    const transaction: LedgerTransaction = {
      postingId: this.nextId(),
      memberId: this.state.memberId,
      wallet: this.state.wallet,
      seq: this.state.seq,
      cause,
      entries: movement.entries,
      balance: this.balance,
    };
    this.posted.push(transaction);
    return transaction;
  }

  openLot(lot: Lot): MutableLot {
    const opened = { ...lot };
    this.lotById.set(lot.lotId, opened);
    this.openedLots.add(lot.lotId);
    this.expect(dueOf(lot));
    return opened;
  }

  /** Says that a lot's remainder, expired part or state has changed. */
  touchLot(lot: Lot): void {
    if (!this.openedLots.has(lot.lotId)) this.changedLots.add(lot.lotId);
    if (lot.remaining > 0) this.expect(dueOf(lot));
  }

  openHold(hold: Hold): void {
    this.holdById.set(hold.holdId, hold);
    this.openedHolds.add(hold.holdId);
    this.expect(hold.expiresAt);
  }

  resolveHold(hold: Hold): void {
    this.holdById.set(hold.holdId, hold);
    if (!this.openedHolds.has(hold.holdId)) this.changedHolds.add(hold.holdId);
  }

  /** Points came back to a lot then: should it be over already, they expire then and not before they were back. */
  cameBack(lotId: string, at: Date): void {
    const known = this.floors.get(lotId);
    if (!known || known < at) this.floors.set(lotId, at);
  }

  /** The instant at which the lot's remainder expires. */
  expiryOf(lot: Lot): Date | null {
    const floor = this.floors.get(lot.lotId);
    return lot.expiresAt !== null && floor && floor > lot.expiresAt ? floor : lot.expiresAt;
  }

  /** Something of this wallet falls due then. */
  expect(at: Date | null): void {
    if (at !== null && (this.state.nextDueAt === null || at < this.state.nextDueAt)) this.state.nextDueAt = at;
  }

  /** Everything up to now is settled: finds when the next thing comes. */
  restartDue(): void {
    this.state.nextDueAt = this.laterDueAt;
    for (const lot of this.lots) if (lot.remaining > 0) this.expect(dueOf(lot));
    for (const hold of this.holds) if (hold.state === 'open') this.expect(hold.expiresAt);
  }

  addLifetime(points: number): void {
    this.state.lifetimeEarned += points;
  }
}

/** When a lot's points change by themselves: they become active, or expire. */
export function dueOf({ state, activatesAt, expiresAt }: Lot): Date | null {
  return state === 'pending' ? (activatesAt ?? expiresAt) : expiresAt;
}
