import type { CampaignCause, LedgerEntry, Lot, MemberAccount, ProgramAccount } from '../ledger.js';
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

  /** Gives to a lot: debt is paid before anything becomes available. @returns how much paid debt */
  give(lot: MutableLot, points: number): number {
    if (points === 0) return 0;
    const repaid = Math.min(this.balances.debt, points);
    if (repaid > 0) {
      this.balances.debt -= repaid;
      this.push('debt', repaid, 0 - this.balances.debt, lot);
    }
    const kept = points - repaid;
    if (kept > 0) {
      lot.remaining += kept;
      this.book.touchLot(lot);
      this.member('available', kept, lot);
    }
    return repaid;
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

  /** Passes debt on to another member. */
  outdebt(points: number): void {
    if (points === 0) return;
    this.balances.debt -= points;
    this.push('debt', points, 0 - this.balances.debt, null);
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
