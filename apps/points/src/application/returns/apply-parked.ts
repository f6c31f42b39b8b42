import { Injectable } from '@nestjs/common';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { ReversalStore } from '../ports/reversal.store.js';
import { ApplyReversals } from './apply-reversals.js';

/** Applies to purchases, in the transaction that records them, the returns and voids that came before them. */
@Injectable()
export class ApplyParked {
  constructor(
    private readonly reversals: ReversalStore,
    private readonly apply: ApplyReversals,
  ) {}

  /**
   * @param purchases just recorded, their receipts locked, in the places that were kept for them
   * @returns those that something was waiting for, as they are now, by transaction id
   */
  async execute(
    programId: string,
    purchases: readonly PurchaseRecord[],
    now: Date,
  ): Promise<ReadonlyMap<string, PurchaseRecord>> {
    if (purchases.length === 0) return new Map();
    const byId = new Map(purchases.map((purchase) => [purchase.transactionId, purchase]));
    const parked = await this.reversals.findParked(programId, [...byId.keys()]);
    if (parked.length === 0) return new Map();
    const applied = await this.apply.execute(programId, { purchases: byId, reversals: parked, parked: true, now });
    await this.reversals.answer(
      programId,
      parked.map(({ kind, reversalId }, index) => {
        const result = applied.results[index];
        if (!result?.ok) throw new Error('A parked return is not refused.');
        return { kind, reversalId, state: 'recorded', answer: result.value };
      }),
    );
    const netted = [...applied.purchases.values()].map((purchase) => {
      const balance = applied.balances.get(purchase.memberId ?? '');
      return balance ? { ...purchase, outcome: { ...purchase.outcome, balance } } : purchase;
    });
    await this.reversals.saveOutcomes(netted);
    return new Map(netted.map((purchase) => [purchase.transactionId, purchase]));
  }
}
