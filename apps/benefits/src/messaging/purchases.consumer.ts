import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { FollowPurchases } from '../application/follow-purchases.js';
import { ReversePurchases } from '../application/reverse-purchases.js';
import { byProgram } from './by-program.js';

type ReversalEvent = EventOf<'points.purchase-returned.v1' | 'points.purchase-voided.v1'>;
type PurchaseEvent = EventOf<'points.purchase-recorded.v1' | 'points.purchase-claimed.v1'>;

@Injectable()
export class PurchasesConsumer {
  constructor(
    private readonly followPurchases: FollowPurchases,
    private readonly reversePurchases: ReversePurchases,
  ) {}

  @HandlesEvents('points.purchase-recorded.v1')
  recorded(events: readonly EventOf<'points.purchase-recorded.v1'>[]): Promise<void> {
    return this.follow(events);
  }

  @HandlesEvents('points.purchase-claimed.v1')
  claimed(events: readonly EventOf<'points.purchase-claimed.v1'>[]): Promise<void> {
    return this.follow(events);
  }

  /** Of a purchase that is returned in part, everything stays as it is. */
  @HandlesEvents('points.purchase-returned.v1')
  returned(events: readonly EventOf<'points.purchase-returned.v1'>[]): Promise<void> {
    return this.reverse(events.filter(({ data }) => data.full));
  }

  @HandlesEvents('points.purchase-voided.v1')
  voided(events: readonly EventOf<'points.purchase-voided.v1'>[]): Promise<void> {
    return this.reverse(events);
  }

  private async reverse(events: readonly ReversalEvent[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(events)) {
      await this.reversePurchases.execute(
        programId,
        ofProgram.map(({ memberId, timestamp, data: { purchaseId } }) => ({
          purchaseId,
          memberId,
          occurredAt: new Date(timestamp),
        })),
      );
    }
  }

  private async follow(events: readonly PurchaseEvent[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(events)) {
      await this.followPurchases.execute(
        programId,
        ofProgram.map(({ type, memberId, timestamp, data }) => ({
          purchaseId: data.purchaseId,
          transactionId: data.transactionId,
          memberId,
          storeId: data.storeId,
          occurredAt: new Date(timestamp),
          couponIds: data.couponIds ?? [],
          ...(type === 'points.purchase-claimed.v1' ? { claimed: true as const } : {}),
        })),
      );
    }
  }
}
