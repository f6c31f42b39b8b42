import type { CampaignCause, LedgerCause, LedgerEntry, Lot, MemberAccount, ProgramAccount } from '../ledger.js';
import type { AccountBook, MutableLot } from './account-book.js';

type Balances = Record<MemberAccount, number>;

/** One ledger transaction in the making: its entries, and the balances and lots that they change. */
export class Movement {
  readonly entries: LedgerEntry[] = [];

  constructor(
    private readonly book: AccountBook,
    private readonly balances: Balances,
    /** Of the transaction. */
    readonly seq: number,
    private readonly cause: LedgerCause,
  ) {}

  /** The programme's side, once a lot or campaign that it counts for. */
  program(account: ProgramAccount, delta: number, lot: Lot | null): void {
    if (delta === 0) return;
    this.entries.push({ account, delta, accountAfter: null, ...causeOf(lot) });
  }

  /** Takes from what a lot has available or pending. */
  take(lot: MutableLot, points: number): void {
    if (points === 0) return;
    const account = lot.state === 'pending' ? 'pending' : 'available';
    lot.remaining -= points;
    this.book.touchLot(lot);
    this.member(account, -points, lot);
  }

  /** Gives to a lot: debt is paid before anything becomes available. What is over pays none: it is unusable, and expires. */
  give(lot: MutableLot, points: number): void {
    if (points === 0) return;
    const { debt } = this.balances;
    const repaid = this.isOver(lot) ? 0 : Math.min(debt, points);
    if (repaid > 0) {
      this.balances.debt -= repaid;
      this.push('debt', repaid, 0 - this.balances.debt, lot);
    }
    const kept = points - repaid;
    if (kept === 0) return;
    lot.remaining += kept;
    this.member('available', kept, lot);
    this.book.touchLot(lot);
    // Who has debt has nothing available, not even until the book is settled.
    if (this.balances.debt > 0) this.expire(lot, kept);
  }

  /**
   * Gives points back to the lot that they were taken from. One that is over gives first to those who stood in when it was taken
   * back.
   * @returns how much they were given
   */
  giveBack(lot: MutableLot, points: number): number {
    if (points === 0) return 0;
    const restored = this.isOver(lot) ? this.restore(lot, points) : 0;
    this.give(lot, points - restored);
    this.book.cameBack(lot.lotId, this.cause.occurredAt);
    return restored;
  }

  /** What is left of a lot, or a part of it, expires. */
  expire(lot: MutableLot, points: number): void {
    this.take(lot, points);
    lot.expired += points;
    this.program('expired', points, lot);
  }

  /** Gives to a lot that is still pending: it pays debt when it becomes active. */
  givePending(lot: MutableLot, points: number): void {
    lot.remaining += points;
    this.book.touchLot(lot);
    this.member('pending', points, lot);
  }

  /** Sets aside, or lets go of, what a lot has held. */
  held(lot: Lot, delta: number): void {
    this.member('held', delta, lot);
  }

  /** Takes what is not there: later earnings pay it. */
  indebt(points: number, lot: Lot | null): void {
    if (points === 0) return;
    this.balances.debt += points;
    this.push('debt', -points, 0 - this.balances.debt, lot);
  }

  /** Takes debt away that no lot pays: it was not owed, or is another member's now. */
  outdebt(points: number): void {
    if (points === 0) return;
    this.balances.debt -= points;
    this.push('debt', points, 0 - this.balances.debt, null);
  }

  private restore({ lotId }: Lot, points: number): number {
    const { debt, slices } = this.book.standIns.restored(lotId, { points, debt: this.balances.debt });
    this.outdebt(debt);
    for (const slice of slices) {
      this.give(this.book.lot(slice.lotId), slice.points);
      this.book.cameBack(slice.lotId, this.cause.occurredAt);
    }
    return slices.reduce((sum, slice) => sum + slice.points, debt);
  }

  /** What time alone does is judged by its own instant, everything else by when it is recorded. */
  private isOver({ expiresAt }: Lot): boolean {
    const { kind, occurredAt, recordedAt } = this.cause;
    return expiresAt !== null && expiresAt <= (kind === 'activate' || kind === 'release' ? occurredAt : recordedAt);
  }

  private member(account: Exclude<MemberAccount, 'debt'>, delta: number, lot: Lot): void {
    this.balances[account] += delta;
    this.push(account, delta, this.balances[account], lot);
  }

  private push(account: MemberAccount, delta: number, accountAfter: number, lot: Lot | null): void {
    this.entries.push({ account, delta, accountAfter, ...causeOf(lot) });
  }
}

function causeOf(lot: Lot | null): { lotId: string | null; campaign: CampaignCause | null } {
  return { lotId: lot?.lotId ?? null, campaign: lot?.campaign ?? null };
}
