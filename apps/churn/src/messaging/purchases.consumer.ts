import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { RecordAdjustments } from '../application/record-adjustments.js';
import { RecordPurchases } from '../application/record-purchases.js';

@Injectable()
export class PurchasesConsumer {
  constructor(
    private readonly recordPurchases: RecordPurchases,
    private readonly recordAdjustments: RecordAdjustments,
  ) {}

  @HandlesEvents('points.purchase-recorded.v1')
  recorded(events: readonly EventOf<'points.purchase-recorded.v1'>[]): Promise<void> {
    return this.record(events);
  }

  @HandlesEvents('points.purchase-claimed.v1')
  claimed(events: readonly EventOf<'points.purchase-claimed.v1'>[]): Promise<void> {
    return this.record(events);
  }

  @HandlesEvents('points.purchase-returned.v1')
  returned(events: readonly EventOf<'points.purchase-returned.v1'>[]): Promise<void> {
    return this.recordAdjustments.execute(
      events.map(({ programId, timestamp, data }) => ({
        programId,
        purchaseId: data.purchaseId,
        adjustmentId: data.returnId,
        refundMinor: data.refundMinor,
        voided: false,
        occurredAt: timestamp,
      })),
    );
  }

  @HandlesEvents('points.purchase-voided.v1')
  voided(events: readonly EventOf<'points.purchase-voided.v1'>[]): Promise<void> {
    return this.recordAdjustments.execute(
      events.map(({ programId, timestamp, data }) => ({
        programId,
        purchaseId: data.purchaseId,
        adjustmentId: data.voidId,
        refundMinor: 0,
        voided: true,
        occurredAt: timestamp,
      })),
    );
  }

  /** An anonymous purchase is nobody's until it is claimed. */
  private record(
    events: readonly EventOf<'points.purchase-recorded.v1' | 'points.purchase-claimed.v1'>[],
  ): Promise<void> {
    return this.recordPurchases.execute(
      events.flatMap(({ programId, memberId, timestamp, data }) =>
        memberId
          ? [
              {
                programId,
                memberId,
                purchaseId: data.purchaseId,
                occurredAt: timestamp,
                currency: data.currency,
                payableMinor: data.payableMinor,
                totalMinor: data.totalMinor,
                storeId: data.storeId,
                channel: data.channel,
                categories: [...new Set(data.lines.flatMap(({ category }) => category ?? []))].sort(),
                skus: [...new Set(data.lines.map(({ sku }) => sku))],
                ...('claimedAt' in data ? { claimedAt: data.claimedAt } : {}),
              },
            ]
          : [],
      ),
    );
  }
}
