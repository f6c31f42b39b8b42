import { giveBackSlices } from '../book/refund-points.js';
import type { AppliedCoupon } from '../coupons.js';
import type { LotSlice } from '../ledger.js';
import type { PurchaseRecord, PurchaseState, ReturnedTotals } from '../purchase-record.js';
import { quantityOf, thousandthsOf } from '../quantity.js';
import type { AskedLine } from './assess-return.js';
import { PurchaseVoidedError } from './return.errors.js';
import { remainderOf, type ReturnableLine, type ReturnShare, returnShare } from './return-share.js';
import type { Reversal } from './reversal.js';
import { type NotReturned, takeAll, takeWhatIsLeft } from './take-lines.js';

/** What a return or void does to its purchase. */
export interface PlannedReversal {
  readonly share: ReturnShare;
  /** Of a parked one: what its purchase could not give. */
  readonly notReturned: readonly NotReturned[];
  /** Earned points to take back, by lot; each > 0. */
  readonly clawBack: readonly LotSlice[];
  /** Redeemed points to give back, to the lots that they came from; each > 0. */
  readonly giveBack: readonly LotSlice[];
  /** What earlier returns have taken back of it, by lot; each > 0. */
  readonly clawedBefore: readonly LotSlice[];
  /** It took the last that was left. */
  readonly completes: boolean;
  /** Coupons that are free again, because nothing of the purchase is left. */
  readonly coupons: readonly AppliedCoupon[];
  readonly state: PurchaseState;
  readonly returned: ReturnedTotals;
}

type ReversiblePurchase = Pick<PurchaseRecord, 'lines' | 'outcome' | 'returned' | 'state'>;

interface Planning {
  readonly reversal: Pick<Reversal, 'documentId' | 'reversalId' | 'occurredAt' | 'document'>;
  /** The goods are back and nobody can be refused any more: it takes what its purchase can give. */
  readonly parked: boolean;
}

/**
 * What a return or void takes of its purchase, after everything that came back of it before.
 * @throws PurchaseVoidedError, UnknownLineError, AlreadyReturnedError: in this order; nothing where it was parked
 */
export function planReversal(purchase: ReversiblePurchase, { reversal, parked }: Planning): PlannedReversal {
  const { asked } = reversal.document;
  const lines = returnableLines(purchase);
  const before = returnedSoFar(purchase);
  const isVoided = purchase.state === 'voided';
  if (isVoided && !parked) throw new PurchaseVoidedError();
  const { taken, notReturned } = isVoided ? nothingOf(lines, asked) : takenOf({ lines, before, asked, parked });
  const share = returnShare(lines, { before, taken });
  const totals = purchase.returned ?? { refundMinor: 0, pointsClawedBack: 0, pointsRefunded: 0 };
  const clawBack = slicesOf(purchase, share);
  const completes = share.full && purchase.state !== 'returned' && !isVoided;
  return {
    share,
    notReturned,
    clawBack,
    giveBack: giveBackSlices(purchase.outcome.redemption?.slices ?? [], {
      before: totals.pointsRefunded,
      points: share.redeemed,
    }),
    clawedBefore: clawBackOfReturned(purchase),
    completes,
    coupons: completes ? purchase.outcome.coupons : [],
    state: stateAfter(purchase.state, { share, isVoid: asked === null }),
    returned: {
      lines: lines.flatMap(({ line }, index) => {
        const thousandths = share.returned[index] ?? 0;
        return thousandths > 0 ? [{ line, thousandths }] : [];
      }),
      refundMinor: totals.refundMinor + share.refundMinor,
      pointsClawedBack: totals.pointsClawedBack + clawBack.reduce((sum, { points }) => sum + points, 0),
      pointsRefunded: totals.pointsRefunded + share.redeemed,
      last: {
        documentId: reversal.documentId,
        returnId: reversal.reversalId,
        occurredAt: reversal.occurredAt.toISOString(),
      },
    },
  };
}

/**
 * What is to be taken back of what a purchase earned only after parts of it had come back: a claimed one. The same as if the
 * claim had come first.
 */
export function clawBackOfReturned(purchase: ReversiblePurchase): LotSlice[] {
  return slicesOf(purchase, shareOfReturned(purchase));
}

/** What falls on everything that has come back. */
export function shareOfReturned(purchase: ReversiblePurchase): ReturnShare {
  const lines = returnableLines(purchase);
  return returnShare(lines, { before: lines.map(() => 0), taken: returnedSoFar(purchase) });
}

function slicesOf({ outcome }: ReversiblePurchase, { clawBack }: ReturnShare): LotSlice[] {
  return outcome.lots
    .map(({ lotId }, index) => ({ lotId, points: clawBack[index] ?? 0 }))
    .filter(({ points }) => points > 0);
}

/** Thousandths that have come back, by line in the order of the purchase. */
export function returnedSoFar({ lines, returned }: Pick<PurchaseRecord, 'lines' | 'returned'>): number[] {
  const byLine = new Map(returned?.lines.map(({ line, thousandths }) => [line, thousandths]));
  return lines.map(({ line }) => byLine.get(line) ?? 0);
}

function returnableLines({ lines, outcome }: Pick<PurchaseRecord, 'lines' | 'outcome'>): ReturnableLine[] {
  // What a campaign gave beyond its lines, such as a bonus for a receipt of nothing, goes with the first one.
  const beyondLines = outcome.lots.map(
    ({ points, pointsByLine }) => points - pointsByLine.reduce((sum, each) => sum + each, 0),
  );
  return lines.map(({ line, quantity, netMinor, redeemed }, index) => ({
    line,
    quantity: thousandthsOf(quantity) ?? 0,
    netMinor,
    redeemed: redeemed ?? 0,
    earned: outcome.lots.map(
      ({ pointsByLine }, campaign) => (pointsByLine[index] ?? 0) + (index === 0 ? (beyondLines[campaign] ?? 0) : 0),
    ),
  }));
}

interface Taking {
  readonly asked: readonly AskedLine[] | null;
  readonly parked: boolean;
  readonly lines: readonly ReturnableLine[];
  readonly before: readonly number[];
}

interface Taken {
  readonly taken: readonly number[];
  readonly notReturned: readonly NotReturned[];
}

function takenOf({ lines, before, asked, parked }: Taking): Taken {
  if (asked === null) return { taken: remainderOf(lines, before), notReturned: [] };
  return parked ? takeWhatIsLeft(lines, before, asked) : { taken: takeAll(lines, before, asked), notReturned: [] };
}

function nothingOf(lines: readonly ReturnableLine[], asked: readonly AskedLine[] | null): Taken {
  return {
    taken: lines.map(() => 0),
    notReturned: (asked ?? []).map(({ line, thousandths }) => ({
      line,
      quantity: quantityOf(thousandths),
      code: 'purchase_voided',
    })),
  };
}

function stateAfter(before: PurchaseState, { share, isVoid }: { share: ReturnShare; isVoid: boolean }): PurchaseState {
  if (isVoid || before === 'voided') return 'voided';
  if (share.full) return 'returned';
  return share.returned.some((thousandths) => thousandths > 0) ? 'partially_returned' : before;
}
