import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { FollowPurchases } from '../application/follow-purchases.js';
import { byProgram } from './by-program.js';

type PurchaseEvent = EventOf<'points.purchase-recorded.v1' | 'points.purchase-claimed.v1'>;

@Injectable()
export class PurchasesConsumer {
  constructor(private readonly followPurchases: FollowPurchases) {}

  @HandlesEvents('points.purchase-recorded.v1')
  recorded(events: readonly EventOf<'points.purchase-recorded.v1'>[]): Promise<void> {
    return this.follow(events);
  }

  @HandlesEvents('points.purchase-claimed.v1')
  claimed(events: readonly EventOf<'points.purchase-claimed.v1'>[]): Promise<void> {
    return this.follow(events);
  }

  private async follow(events: readonly PurchaseEvent[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(events)) {
      await this.followPurchases.execute(
        programId,
        ofProgram.map(({ memberId, timestamp, data }) => ({
          purchaseId: data.purchaseId,
          transactionId: data.transactionId,
          memberId,
          storeId: data.storeId,
          occurredAt: new Date(timestamp),
          couponIds: data.couponIds ?? [],
        })),
      );
    }
  }
}
