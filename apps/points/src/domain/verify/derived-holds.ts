import type { LotSlice } from '../ledger.js';
import type { StoredEntry, StoredHold, StoredTransaction } from './stored-rows.js';

interface Opened {
  readonly slices: readonly LotSlice[];
}

interface Resolved {
  readonly seq: number;
  /** Null where a purchase captured it: the ledger names the purchase then. */
  readonly holdId: string | null;
  readonly slices: readonly LotSlice[];
  readonly captured: number;
  readonly state: string;
  claimed: boolean;
}

/** The holds of one wallet, as its ledger tells them. */
export class DerivedHolds {
  private readonly openedBySeq = new Map<number, Opened>();
  private readonly resolved: Resolved[] = [];

  post(transaction: StoredTransaction, entries: readonly StoredEntry[]): void {
    const held = entries.filter(({ account }) => account === 'held');
    if (held.length === 0) return;
    const slices = held.map(({ lotId, delta }) => ({ lotId: lotId ?? '', points: Math.abs(delta) }));
    if ((held[0]?.delta ?? 0) > 0) {
      this.openedBySeq.set(transaction.seq, { slices });
      return;
    }
    const captured = entries.reduce((sum, { account, delta }) => (account === 'redeemed' ? sum + delta : sum), 0);
    this.resolved.push({
      seq: transaction.seq,
      holdId: transaction.sourceType === 'hold' ? transaction.sourceId : null,
      slices,
      captured,
      state: stateOf(transaction),
      claimed: false,
    });
  }

  /** @returns what is wrong with the row: what was expected; undefined when it is as the ledger says */
  wrongOf(row: StoredHold, slices: readonly LotSlice[]): string | undefined {
    const opened = this.openedBySeq.get(row.seq);
    if (!opened) return `a hold that transaction ${row.seq} opened`;
    this.openedBySeq.delete(row.seq);
    const points = opened.slices.reduce((sum, slice) => sum + slice.points, 0);
    if (row.points !== points) return `points ${points}`;
    if (!areSame(opened.slices, slices)) return `slices ${JSON.stringify(opened.slices)}`;
    const end = this.endOf(row, slices);
    const expected = end ? { state: end.state, captured: end.captured } : { state: 'open', captured: 0 };
    if (row.state === expected.state && row.captured === expected.captured) return undefined;
    return `state ${expected.state}, captured ${expected.captured}`;
  }

  /** The transaction of a hold that has no row. */
  get missing(): number | undefined {
    return this.openedBySeq.keys().next().value;
  }

  private endOf(row: StoredHold, slices: readonly LotSlice[]): Resolved | undefined {
    const fits = (end: Resolved): boolean => !end.claimed && end.seq > row.seq && areSame(end.slices, slices);
    const end =
      this.resolved.find((each) => each.holdId === row.holdId && fits(each)) ??
      this.resolved.find((each) => each.holdId === null && each.captured === row.captured && fits(each));
    if (end) end.claimed = true;
    return end;
  }
}

function stateOf({ kind, actorType }: StoredTransaction): string {
  if (kind === 'capture') return 'captured';
  return actorType === 'system' ? 'expired' : 'released';
}

function areSame(one: readonly LotSlice[], other: readonly LotSlice[]): boolean {
  return (
    one.length === other.length &&
    one.every((slice, index) => slice.lotId === other[index]?.lotId && slice.points === other[index].points)
  );
}
