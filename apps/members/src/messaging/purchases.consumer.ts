import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { CountPurchases } from '../application/count-purchases.js';
import { ReverseGrowth } from '../application/reverse-growth.js';

type Bought = EventOf<'points.purchase-recorded.v1' | 'points.purchase-claimed.v1'>;

/** Purchases become growth; returns and voids take it back. */
@Injectable()
export class PurchasesConsumer {
  constructor(
    private readonly countPurchases: CountPurchases,
    private readonly reverseGrowth: ReverseGrowth,
  ) {}

  /** An anonymous purchase is nobody's until it is claimed. */
  @HandlesEvents('points.purchase-recorded.v1', 'points.purchase-claimed.v1')
  bought(events: readonly Bought[]): Promise<void> {
    return this.countPurchases.execute(
      events.flatMap(({ programId, memberId, timestamp, data: { purchaseId, currency, payableMinor } }) =>
        memberId === undefined
          ? []
          : [{ programId, memberId, purchaseId, occurredAt: new Date(timestamp), currency, payableMinor }],
      ),
    );
  }

  @HandlesEvents('points.purchase-returned.v1')
  returned(events: readonly EventOf<'points.purchase-returned.v1'>[]): Promise<void> {
    return this.reverseGrowth.execute(
      events.map(({ programId, timestamp, data: { purchaseId, returnId, refundMinor, full } }) => ({
        programId,
        purchaseId,
        kind: 'return',
        reversalId: returnId,
        refundMinor,
        full,
        occurredAt: new Date(timestamp),
      })),
    );
  }

  @HandlesEvents('points.purchase-voided.v1')
  voided(events: readonly EventOf<'points.purchase-voided.v1'>[]): Promise<void> {
    return this.reverseGrowth.execute(
      events.map(({ programId, timestamp, data: { purchaseId, voidId } }) => ({
        programId,
        purchaseId,
        kind: 'void',
        reversalId: voidId,
        refundMinor: 0,
        full: true,
        occurredAt: new Date(timestamp),
      })),
    );
  }
}
