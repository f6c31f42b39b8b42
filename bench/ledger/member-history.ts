import type { AccountBook } from '../../apps/points/src/domain/book/account-book.js';
import { adjustDown, adjustUp } from '../../apps/points/src/domain/book/adjust-points.js';
import { clawBack } from '../../apps/points/src/domain/book/claw-back.js';
import { earnPoints, type NewLot } from '../../apps/points/src/domain/book/earn-points.js';
import { captureHold, holdPoints, releaseHold } from '../../apps/points/src/domain/book/hold-points.js';
import { redeemPoints } from '../../apps/points/src/domain/book/redeem-points.js';
import { refundPoints } from '../../apps/points/src/domain/book/refund-points.js';
import { settle } from '../../apps/points/src/domain/book/settle.js';
import type { LedgerCause, LedgerKind, SourceType } from '../../apps/points/src/domain/ledger.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Every fifth lot is over after as many days, the rest long after the history. */
const expiresAfterDays = 30;
const neverAfterDays = 3_650;
const campaign = { code: 'base', version: 1, contentHash: 'ab'.repeat(32) };

/**
 * What members do: a round is three purchases, one of them returned, points spent alone and in a checkout, a hold given back, one
 * that runs out, and a correction. Pending points become active and lots expire on the way.
 *
 * @param fromMs of the first round; a round takes three days
 */
export function liveThrough(
  book: AccountBook,
  { rounds, fromMs, newId }: { readonly rounds: number; readonly fromMs: number; readonly newId: () => string },
): void {
  for (let round = 0; round < rounds; round += 1)
    liveOneRound(book, { round, fromMs: fromMs + round * 3 * dayMs, newId });
}

function liveOneRound(
  book: AccountBook,
  { round, fromMs, newId }: { readonly round: number; readonly fromMs: number; readonly newId: () => string },
): void {
  let now = new Date(fromMs);
  const next = (): void => {
    now = new Date(now.getTime() + hourMs);
    settle(book, now);
  };
  const cause = (kind: LedgerKind, type: SourceType, id: string = newId()): LedgerCause => ({
    kind,
    occurredAt: now,
    recordedAt: now,
    source: { type, id, reference: `${type}-${id}` },
    actor: { type: 'client', id: 'till-1' },
    storeId: 'S01',
    tierLevel: 'basic-1',
  });
  const earn = (points: number, terms: Partial<NewLot> = {}): string => {
    const [lotId, purchaseId] = [newId(), newId()];
    const expiresAt = new Date(now.getTime() + (round % 5 === 0 ? expiresAfterDays : neverAfterDays) * dayMs);
    const lot = { lotId, points, campaign, purchaseId, activatesAt: null, pendingUntil: null, expiresAt, ...terms };
    earnPoints(book, [lot], cause('earn', 'purchase', purchaseId));
    next();
    return lotId;
  };
  const hold = (points: number): string => {
    const holdId = newId();
    const expiresAt = new Date(now.getTime() + 2 * hourMs);
    holdPoints(book, { holdId, points, purpose: 'till', expiresAt }, cause('hold', 'hold', holdId));
    next();
    return holdId;
  };

  const kept = earn(100 + round);
  const returned = earn(40);
  earn(30, { activatesAt: new Date(now.getTime() + dayMs) });
  redeemPoints(book, 25, cause('redeem', 'redemption'));
  next();
  clawBack(book, [{ lotId: returned, points: 40 }], cause('clawback', 'return'));
  next();
  const captured = hold(20);
  captureHold(book, { holdId: captured, points: 12 }, cause('capture', 'hold', captured));
  next();
  const released = hold(10);
  releaseHold(book, released, cause('release', 'hold', released));
  hold(5);
  next();
  next();
  adjustUp(book, { lotId: newId(), points: 5, expiresAt: null }, cause('adjust', 'adjustment'));
  next();
  adjustDown(book, 3, cause('adjust', 'adjustment'));
  next();
  if (book.lot(kept).remaining < book.lot(kept).issued) {
    refundPoints(book, [{ lotId: kept, points: 1 }], cause('refund', 'return'));
  }
}
