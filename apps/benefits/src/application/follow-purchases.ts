import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import { GrantBenefits } from './grant-benefits.js';
import { Coupons } from './ports/coupons.js';
import { Grants } from './ports/grants.js';

export interface FollowedPurchase {
  readonly purchaseId: string;
  readonly transactionId: string;
  /** Absent for an anonymous purchase. */
  readonly memberId?: string;
  readonly storeId: string | null;
  readonly occurredAt: Date;
  readonly couponIds: readonly string[];
  /** Given to its member after it was made: it may have been reversed before. */
  readonly claimed?: true;
}

/** A recorded purchase confirms the coupons that it held, and a member's first one can make benefits due. */
@Injectable()
export class FollowPurchases {
  constructor(
    private readonly coupons: Coupons,
    private readonly grants: Grants,
    private readonly grantBenefits: GrantBenefits,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  async execute(programId: string, purchases: readonly FollowedPurchase[]): Promise<void> {
    await this.confirmCoupons(
      programId,
      purchases.filter(({ couponIds }) => couponIds.length > 0),
    );
    const claimedIds = purchases.flatMap(({ claimed, purchaseId }) => (claimed ? [purchaseId] : []));
    const reversed = claimedIds.length > 0 ? await this.grants.findReversed(programId, claimedIds) : new Set<string>();
    const ofMembers = purchases.flatMap((purchase) =>
      purchase.memberId === undefined || reversed.has(purchase.purchaseId)
        ? []
        : [{ ...purchase, memberId: purchase.memberId }],
    );
    const first = await this.grants.markFirstPurchases(programId, ofMembers);
    if (first.size === 0) return;
    const earliest = new Map<string, (typeof ofMembers)[number]>();
    for (const purchase of ofMembers) {
      if (first.has(purchase.memberId) && !earliest.has(purchase.memberId)) earliest.set(purchase.memberId, purchase);
    }
    await this.grantBenefits.execute(
      programId,
      [...earliest.values()].map(({ memberId, purchaseId, occurredAt }) => ({
        memberId,
        occasion: { type: 'first_purchase', id: purchaseId, occurredAt },
      })),
    );
  }

  private async confirmCoupons(programId: string, purchases: readonly FollowedPurchase[]): Promise<void> {
    if (purchases.length === 0) return;
    const confirmed = await this.coupons.confirm(
      programId,
      purchases.map(({ transactionId, purchaseId, couponIds, occurredAt }) => ({
        transactionId,
        purchaseId,
        couponIds,
        at: occurredAt,
      })),
    );
    const byId = new Map(purchases.map((purchase) => [purchase.purchaseId, purchase]));
    const recordedAt = this.clock.now();
    await this.outbox.append(
      confirmed.flatMap(({ couponId, grantId, memberId, purchaseId, discountMinor }): AnyNewEvent[] => {
        const purchase = byId.get(purchaseId);
        if (!purchase) return [];
        const common = { programId, memberId, occurredAt: purchase.occurredAt, recordedAt };
        return [
          {
            ...common,
            type: 'benefits.coupon-redeemed.v1',
            data: { couponId, purchaseId, storeId: purchase.storeId, discountMinor },
          },
          { ...common, type: 'benefits.benefit-ended.v1', data: { grantId, outcome: 'used', purchaseId } },
        ];
      }),
    );
  }
}
