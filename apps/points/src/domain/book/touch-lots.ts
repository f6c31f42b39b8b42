import type { ExpiryPolicy } from '#rules/lot-policies';
import { expiryOf } from '../campaigns/lot-terms.js';
import type { LedgerTransaction, Lot } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { activateLot, systemActor } from './settle.js';

interface Activity {
  readonly activity: string;
  readonly occurredAt: Date;
  readonly now: Date;
  /** IANA, the programme's. */
  readonly zone: string;
  readonly policyOf: (lot: Lot) => ExpiryPolicy;
}

/**
 * What an activity of the member does to the lots that were opened with the book: those that waited for it become active, and a
 * sliding expiry moves on, never back. A lot that was earned later, or is over by then, is left alone.
 */
export function touchLots(
  book: AccountBook,
  { activity, occurredAt, now, zone, policyOf }: Activity,
): LedgerTransaction[] {
  const activated: LedgerTransaction[] = [];
  for (const { lotId } of [...book.lots]) {
    const lot = book.lot(lotId);
    const isOver = lot.expiresAt !== null && lot.expiresAt <= occurredAt;
    if (lot.remaining === 0 || lot.earnedAt > occurredAt || isOver) continue;
    if (lot.state === 'pending' && lot.pendingUntil === activity) {
      const source = { type: 'lot', id: lotId, reference: lotId } as const;
      const cause = { occurredAt, recordedAt: now, source, actor: systemActor, storeId: null, tierLevel: null };
      activated.push(activateLot(book, lotId, { ...cause, kind: 'activate' }));
    }
    const policy = policyOf(lot);
    if (policy.type !== 'sliding' || !policy.activities.includes(activity)) continue;
    const expiresAt = expiryOf(policy, occurredAt, zone);
    if (expiresAt === null || lot.expiresAt === null || expiresAt <= lot.expiresAt) continue;
    lot.expiresAt = expiresAt;
    book.touchLot(lot);
  }
  return activated;
}
