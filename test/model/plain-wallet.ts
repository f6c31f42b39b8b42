/** A lot as a shopkeeper would keep it on paper. Instants are milliseconds. */
export interface PlainLot {
  /** Told by the database once it is there. */
  id: string;
  /** Lots that came together have the same; told by the database too, until then above all others. */
  seq: number;
  readonly earnedAt: number;
  readonly activatesAt: number | null;
  readonly expiresAt: number | null;
  readonly issued: number;
  remaining: number;
  expired: number;
  state: 'pending' | 'active' | 'cancelled';
  /** Point by point, who gave what was taken back of this lot and was not there: another lot, or nobody yet. */
  readonly standIns: (PlainLot | 'debt')[];
}

export interface PlainSlice {
  readonly lot: PlainLot;
  readonly points: number;
}

export interface PlainHold {
  readonly id: string;
  readonly points: number;
  readonly expiresAt: number;
  readonly slices: readonly PlainSlice[];
  state: 'open' | 'captured' | 'released' | 'expired';
  captured: number;
}

export type NewPlainLot = Pick<PlainLot, 'earnedAt' | 'activatesAt' | 'expiresAt'> & { readonly points: number };

let unplaced = 1e12;

/** A member's points by the rules of the domain, in the plainest way: lists of lots, summed whenever somebody asks. */
export class PlainWallet {
  readonly lots: PlainLot[] = [];
  readonly holds: PlainHold[] = [];
  /** Point by point, which lots paid debt. */
  private payers: PlainLot[] = [];
  debt = 0;
  lifetime = 0;

  get available(): number {
    return sum(this.lots.filter(({ state }) => state === 'active'));
  }

  get pending(): number {
    return sum(this.lots.filter(({ state }) => state === 'pending'));
  }

  get held(): number {
    return this.holds.filter(({ state }) => state === 'open').reduce((total, { points }) => total + points, 0);
  }

  get balance() {
    return { available: this.available, pending: this.pending, held: this.held, debt: this.debt };
  }

  /** Lets happen, instant by instant, what time alone makes happen. */
  settle(nowMs: number): void {
    for (let due = this.firstDue(nowMs); due; due = this.firstDue(nowMs)) due.happen();
  }

  earn(lots: readonly NewPlainLot[], nowMs: number): PlainLot[] {
    unplaced += 1;
    const opened = lots.map(({ points, ...terms }) => {
      const isPending = terms.activatesAt !== null && terms.activatesAt > nowMs;
      const lot = this.open({ ...terms, issued: points, state: isPending ? 'pending' : 'active' });
      if (isPending) lot.remaining = points;
      else this.give(lot, points, nowMs);
      return lot;
    });
    this.lifetime += lots.reduce((total, { points }) => total + points, 0);
    return opened;
  }

  /** Points that no campaign gave. */
  receive(lots: readonly NewPlainLot[]): PlainLot[] {
    unplaced += 1;
    return lots.map(({ points, ...terms }) => {
      const lot = this.open({ ...terms, issued: points, state: 'active' });
      this.give(lot, points);
      return lot;
    });
  }

  /** @returns undefined when the balance is short */
  take(points: number): PlainSlice[] | undefined {
    return points > this.available ? undefined : this.takeUpTo(points);
  }

  hold(id: string, points: number, expiresAt: number): boolean {
    const slices = this.take(points);
    if (slices) this.holds.push({ id, points, expiresAt, slices, state: 'open', captured: 0 });
    return slices !== undefined;
  }

  resolve(hold: PlainHold, { state, captured, at }: Pick<PlainHold, 'state' | 'captured'> & { at: number }): void {
    let left = captured;
    hold.state = state;
    hold.captured = captured;
    for (const { lot, points } of hold.slices) {
      const taken = Math.min(left, points);
      left -= taken;
      this.giveBack(lot, points - taken, at);
    }
  }

  /** @returns how it was found: pending, and what became debt */
  clawBack(slices: readonly PlainSlice[]): { readonly fromPending: number; readonly debt: number } {
    let [debt, fromPending] = [0, 0];
    const shortOf = slices.map(({ lot, points }) => {
      const own = Math.min(points, lot.remaining);
      const unused = Math.min(points - own, lot.expired);
      lot.remaining -= own;
      lot.expired -= unused;
      if (lot.state === 'pending') fromPending += own;
      if (lot.state === 'pending' && lot.remaining === 0) lot.state = 'cancelled';
      this.lifetime -= points;
      return { lot, short: points - own - unused };
    });
    for (const { lot, short } of shortOf) {
      const others = coinsOf(this.takeUpTo(short));
      const owed = short - others.length;
      lot.standIns.push(...others, ...new Array<'debt'>(owed).fill('debt'));
      this.debt += owed;
      debt += owed;
    }
    return { fromPending, debt };
  }

  /** @returns what of it was over already */
  refund(slices: readonly PlainSlice[], nowMs: number): number {
    let expired = 0;
    for (const { lot, points } of slices) {
      const restored = this.giveBack(lot, points, nowMs);
      if (lot.expiresAt !== null && lot.expiresAt <= nowMs) expired += points - restored;
    }
    return expired;
  }

  private open(lot: Omit<PlainLot, 'id' | 'seq' | 'remaining' | 'expired' | 'standIns'>): PlainLot {
    const opened = { ...lot, id: '', seq: unplaced, remaining: 0, expired: 0, standIns: [] };
    this.lots.push(opened);
    return opened;
  }

  private give(lot: PlainLot, points: number, at = -Infinity): void {
    const repaid = lot.expiresAt !== null && lot.expiresAt <= at ? 0 : Math.min(this.debt, points);
    this.debt -= repaid;
    this.payers.push(...new Array<PlainLot>(repaid).fill(lot));
    // Who owes has nothing that could be spent: what is over is over at once.
    if (this.debt > 0) lot.expired += points - repaid;
    else lot.remaining += points - repaid;
  }

  /** Into a lot that is over, coin by coin: who stood in for it has theirs back first. @returns how many had */
  private giveBack(lot: PlainLot, points: number, at: number): number {
    if (lot.expiresAt === null || lot.expiresAt > at) {
      this.give(lot, points, at);
      return 0;
    }
    let left = points;
    while (left > 0 && this.debt > 0 && lot.standIns.length > 0) {
      this.debt -= 1;
      left -= 1;
      if (lot.standIns.includes('debt')) lot.standIns.splice(lot.standIns.lastIndexOf('debt'), 1);
      else this.payers.push(lot.standIns.pop() as PlainLot);
    }
    while (left > 0 && lot.standIns.length > 0) {
      const other = lot.standIns.findLast((each) => each !== 'debt') ?? this.payers.pop();
      if (other === undefined) break;
      const place = lot.standIns.lastIndexOf(lot.standIns.includes(other) ? other : 'debt');
      lot.standIns.splice(place, 1);
      this.give(other, 1, at);
      left -= 1;
    }
    this.give(lot, left, at);
    return points - left;
  }

  private takeUpTo(points: number): PlainSlice[] {
    let left = points;
    const slices: PlainSlice[] = [];
    const usable = this.lots.filter(({ state, remaining }) => state === 'active' && remaining > 0).sort(firstToLast);
    for (const lot of usable) {
      const taken = Math.min(left, lot.remaining);
      if (taken === 0) break;
      lot.remaining -= taken;
      left -= taken;
      slices.push({ lot, points: taken });
    }
    return slices;
  }

  private firstDue(nowMs: number): Due | undefined {
    const dues: Due[] = [];
    for (const lot of this.lots.filter(({ remaining }) => remaining > 0)) {
      const { activatesAt } = lot;
      if (lot.state === 'pending' && activatesAt !== null) {
        const activate = (): void => {
          const points = lot.remaining;
          lot.remaining = 0;
          lot.state = 'active';
          this.give(lot, points, activatesAt);
        };
        dues.push({ at: activatesAt, order: 0, seq: lot.seq, id: lot.id, happen: activate });
      } else if (lot.expiresAt !== null) {
        const expire = (): void => {
          lot.expired += lot.remaining;
          lot.remaining = 0;
        };
        dues.push({ at: lot.expiresAt, order: 2, seq: lot.seq, id: lot.id, happen: expire });
      }
    }
    for (const hold of this.holds.filter(({ state }) => state === 'open')) {
      const timeOut = (): void => {
        this.resolve(hold, { state: 'expired', captured: 0, at: hold.expiresAt });
      };
      dues.push({ at: hold.expiresAt, order: 1, seq: 0, id: hold.id, happen: timeOut });
    }
    return dues
      .filter(({ at }) => at <= nowMs)
      .sort(
        (one, other) =>
          one.at - other.at || one.order - other.order || one.seq - other.seq || (one.id < other.id ? -1 : 1),
      )[0];
  }
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly seq: number;
  readonly id: string;
  readonly happen: () => void;
}

function coinsOf(slices: readonly PlainSlice[]): PlainLot[] {
  return slices.flatMap(({ lot, points }) => new Array<PlainLot>(points).fill(lot));
}

function sum(lots: readonly PlainLot[]): number {
  return lots.reduce((total, { remaining }) => total + remaining, 0);
}

/** What expires first, then what is oldest. */
function firstToLast(one: PlainLot, other: PlainLot): number {
  return (
    (one.expiresAt ?? Infinity) - (other.expiresAt ?? Infinity) ||
    one.earnedAt - other.earnedAt ||
    one.seq - other.seq ||
    (one.id < other.id ? -1 : 1)
  );
}
