import type { LedgerEntry, LotSlice } from '../ledger.js';

/** What is read again of an entry. */
export type FollowedEntry = Pick<LedgerEntry, 'account' | 'delta' | 'lotId'>;

/** What a lot that is over gets back, of what others gave for it. */
export interface Restored {
  readonly debt: number;
  readonly slices: readonly LotSlice[];
}

interface StandIn {
  /** Null is debt. */
  readonly lotId: string | null;
  points: number;
}

/**
 * Which lots, or which debt, stood in when a lot had less left than was taken back of it. Points that come back to such a lot
 * undo that first, even where the lot is over by then: they were taken back already. So it does not matter whether a return of
 * what the points were spent on comes before the return of what gave them, or after it.
 */
export class StandIns {
  private readonly byLot = new Map<string, StandIn[]>();
  /** Lots whose points paid debt, the latest last. */
  private readonly payers: StandIn[] = [];

  /** Reads what a transaction's entries say of it; transactions come in their order. */
  follow(entries: readonly FollowedEntry[]): void {
    let group: FollowedEntry[] = [];
    for (const entry of entries) {
      const { account, delta, lotId } = entry;
      if (lotId === null || !closesGroup(entry)) {
        group.push(entry);
        continue;
      }
      for (const each of group) {
        if (account === 'issued') this.stoodIn(lotId, each);
        else if (delta < 0) this.gotBack(lotId, each);
      }
      group = [];
    }
    for (const { account, delta, lotId } of entries) {
      if (account === 'debt' && delta > 0 && lotId !== null) this.payers.push({ lotId, points: delta });
    }
  }

  /** Of points that come back to a lot, what undoes that others stood in for it; debt that is there is paid first. */
  restored(lotId: string, { points, debt }: { readonly points: number; readonly debt: number }): Restored {
    const standIns = this.byLot.get(lotId) ?? [];
    const undone = Math.min(points, sumOf(standIns));
    const paid = Math.min(undone, debt);
    const ofLots = lastOf(standIns, undone - paid);
    // The debt that it became was paid by others meanwhile: theirs are the points then.
    return { debt: paid, slices: [...ofLots, ...lastOf(this.payers, undone - paid - sumOf(ofLots))] };
  }

  private stoodIn(lotId: string, { account, delta, lotId: other }: FollowedEntry): void {
    if (delta > 0 || other === lotId || (account !== 'available' && account !== 'debt')) return;
    const standIns = this.byLot.get(lotId) ?? [];
    this.byLot.set(lotId, standIns);
    standIns.push({ lotId: account === 'debt' ? null : other, points: -delta });
  }

  private gotBack(lotId: string, { account, delta, lotId: other }: FollowedEntry): void {
    const standIns = this.byLot.get(lotId);
    if (!standIns || delta < 0) return;
    if (account === 'debt' && other === null) {
      const { left } = takeLast(standIns, delta, (each) => each.lotId === null);
      // It paid debt that another lot had left: whoever stood in for this one has paid that.
      this.payers.push(...takeLast(standIns, left, () => true).taken);
    } else if (account === 'available' && other !== lotId) {
      const { left } = takeLast(standIns, delta, (each) => each.lotId === other);
      takeLast(this.payers, left, (each) => each.lotId === other);
      takeLast(standIns, left, (each) => each.lotId === null);
    }
  }
}

/** In a transaction, the entry that names the lot for which those before it moved. */
function closesGroup({ account, delta }: FollowedEntry): boolean {
  return account === 'issued' ? delta > 0 : (account === 'redeemed' || account === 'held') && delta < 0;
}

function sumOf(parts: readonly { readonly points: number }[]): number {
  return parts.reduce((sum, { points }) => sum + points, 0);
}

/** Of lots, the latest first; fewer where there are no more. */
function lastOf(standIns: readonly StandIn[], points: number): LotSlice[] {
  let left = points;
  return standIns.toReversed().flatMap(({ lotId, points: given }) => {
    if (lotId === null) return [];
    const taken = Math.min(left, given);
    left -= taken;
    return taken > 0 ? [{ lotId, points: taken }] : [];
  });
}

/** Takes from the latest first. @returns what was taken, and how much was not there to take */
function takeLast(standIns: readonly StandIn[], points: number, fits: (each: StandIn) => boolean) {
  let left = points;
  const taken: StandIn[] = [];
  for (const each of standIns.toReversed().filter(fits)) {
    const part = Math.min(left, each.points);
    each.points -= part;
    left -= part;
    if (part > 0) taken.push({ ...each, points: part });
  }
  return { taken, left };
}
