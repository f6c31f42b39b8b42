import type { StoredEntry, StoredLot } from './stored-rows.js';

interface DerivedLot {
  readonly seq: number;
  issued: number;
  remaining: number;
  expired: number;
  takenBack: number;
  state: 'pending' | 'active' | 'cancelled';
}

/** The lots of one wallet, as its entries tell them: the entries of a lot are its allocations. */
export class DerivedLots {
  private readonly byId = new Map<string, DerivedLot>();

  /** @returns what was expected of an entry that takes more than there is; undefined when all fit */
  post(
    seq: number,
    kind: string,
    entries: readonly StoredEntry[],
  ): { entry: StoredEntry; expected: string } | undefined {
    for (const entry of entries) {
      const expected = entry.lotId === null ? undefined : this.move(seq, kind, entry.lotId, entry);
      if (expected !== undefined) return { entry, expected };
    }
    for (const { account, delta, lotId } of entries) {
      const lot = account === 'issued' && delta > 0 && lotId !== null ? this.byId.get(lotId) : undefined;
      if (lot?.state === 'pending' && lot.remaining === 0) lot.state = 'cancelled';
    }
    return undefined;
  }

  private move(seq: number, kind: string, lotId: string, { account, delta }: StoredEntry): string | undefined {
    let lot = this.byId.get(lotId);
    if (!lot) {
      lot = { seq, issued: 0, remaining: 0, expired: 0, takenBack: 0, state: 'active' };
      this.byId.set(lotId, lot);
    }
    const isOpening = lot.seq === seq;
    if (account === 'available' || account === 'pending') {
      lot.remaining += delta;
      // A merge may open a lot and pay a debt from it at once.
      if (isOpening && delta > 0) lot.issued += delta;
      if (account === 'pending' && isOpening) lot.state = 'pending';
      if (account === 'pending' && kind === 'activate') lot.state = 'active';
      if (lot.remaining < 0) return `at most the ${lot.remaining - delta} points that lot ${lotId} has left`;
    } else if (account === 'debt' && isOpening && delta > 0) {
      lot.issued += delta;
    } else if (account === 'expired') {
      lot.expired += delta;
      if (lot.expired < 0) return `at most the ${lot.expired - delta} points of lot ${lotId} that have expired`;
    } else if (account === 'issued' && delta > 0) {
      lot.takenBack += delta;
      if (lot.takenBack > lot.issued) return `returns of at most the ${lot.issued} points that lot ${lotId} issued`;
    }
    return undefined;
  }

  /** Looks at a row once. @returns what was expected of it; undefined when it is as the entries say */
  wrongOf(row: StoredLot): string | undefined {
    const lot = this.byId.get(row.lotId);
    if (!lot) return 'no such lot: no entry opened it';
    this.byId.delete(row.lotId);
    for (const field of ['seq', 'issued', 'remaining', 'expired', 'state'] as const) {
      if (row[field] !== lot[field]) return `${field} ${lot[field]}`;
    }
    return undefined;
  }

  /** A lot that has no row. */
  get missing(): { lotId: string; seq: number } | undefined {
    const [first] = this.byId;
    return first && { lotId: first[0], seq: first[1].seq };
  }
}
