import { Injectable } from '@nestjs/common';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { Grants } from './ports/grants.js';

const batchMax = 500;

/** Ends grants whose time is over; they were unusable at their instant already, this records it and tells. Safe to run twice, late and in parallel. */
@Injectable()
export class ExpireGrants {
  constructor(
    private readonly grants: Grants,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
  ) {}

  /** @returns how many were ended */
  async execute(asOf: Date): Promise<number> {
    let total = 0;
    for (;;) {
      const ended = await this.transactions.run(() => this.expireBatch(asOf));
      total += ended;
      if (ended < batchMax) return total;
    }
  }

  private async expireBatch(asOf: Date): Promise<number> {
    const ended = await this.grants.expire(asOf, batchMax);
    await this.outbox.append(
      ended.map(({ programId, memberId, grantId, validUntil }) => ({
        type: 'benefits.benefit-ended.v1' as const,
        programId,
        memberId,
        occurredAt: validUntil,
        recordedAt: asOf,
        data: { grantId, outcome: 'expired' as const },
      })),
    );
    return ended.length;
  }
}
