import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { EventOutbox } from '#contracts/events/outbox';
import { Coupons } from './ports/coupons.js';
import { Grants } from './ports/grants.js';

export interface ReversedPurchase {
  readonly purchaseId: string;
  /** Absent for one that nobody has claimed. */
  readonly memberId?: string;
  readonly occurredAt: Date;
}

/**
 * A purchase that was returned as a whole, or voided, gives back its coupons and takes the benefits that it made due and nobody
 * has used. The member's next purchase is then the first one.
 */
@Injectable()
export class ReversePurchases {
  constructor(
    private readonly coupons: Coupons,
    private readonly grants: Grants,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /** Runs inside the transaction of the events that tell the reversals. */
  async execute(programId: string, purchases: readonly ReversedPurchase[]): Promise<void> {
    if (purchases.length === 0) return;
    const unclaimed = purchases.filter(({ memberId }) => memberId === undefined);
    // A claim may be told before or after: whoever comes second finds the other.
    if (unclaimed.length > 0) await this.grants.keepReversed(programId, idsOf(unclaimed));
    await this.coupons.giveBack(programId, idsOf(purchases));
    const returned = await this.grants.returnTriggered(programId, idsOf(purchases));
    const byId = new Map(purchases.map((purchase) => [purchase.purchaseId, purchase]));
    await this.grants.forgetFirstPurchases(programId, [
      ...purchases.flatMap(({ memberId, purchaseId }) => (memberId === undefined ? [] : [{ memberId, purchaseId }])),
      ...returned,
    ]);
    const recordedAt = this.clock.now();
    await this.outbox.append(
      returned.map(({ grantId, memberId, purchaseId }) => ({
        type: 'benefits.benefit-ended.v1' as const,
        programId,
        memberId,
        occurredAt: byId.get(purchaseId)?.occurredAt ?? recordedAt,
        recordedAt,
        data: { grantId, outcome: 'returned' as const, purchaseId },
      })),
    );
  }
}

function idsOf(purchases: readonly ReversedPurchase[]): string[] {
  return purchases.map(({ purchaseId }) => purchaseId);
}
