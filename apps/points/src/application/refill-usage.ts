import { Injectable } from '@nestjs/common';
import { usageRefills } from '../domain/campaigns/consumed-usage.js';
import type { LotSlice } from '../domain/ledger.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { CampaignUsageStore } from './ports/campaign-usage.store.js';

export interface UndoneEarning {
  readonly purchase: Pick<PurchaseRecord, 'memberId' | 'outcome'>;
  /** Taken back by earlier returns, by lot. */
  readonly before: readonly LotSlice[];
  /** Taken back now. */
  readonly clawBack: readonly LotSlice[];
  /** Nothing of the purchase is left. */
  readonly full: boolean;
}

/** Gives caps and budgets back what returned purchases had used of them. */
@Injectable()
export class RefillUsage {
  constructor(private readonly usage: CampaignUsageStore) {}

  /** Runs inside the caller's transaction, after it has locked the wallets: budgets come after them. */
  async execute(programId: string, undone: readonly UndoneEarning[]): Promise<void> {
    const refills = undone.flatMap(({ purchase: { memberId, outcome }, before, clawBack, full }) => {
      if (memberId === null || !outcome.usage) return [];
      return usageRefills({ usage: outcome.usage, lots: outcome.lots, before, clawBack, full }).map((refill) => ({
        ...refill,
        memberId,
      }));
    });
    if (refills.length === 0) return;
    const budgets = new Set(refills.filter(({ scope }) => scope === 'programme').map(({ campaign }) => campaign));
    if (budgets.size > 0) await this.usage.lockBudgets(programId, [...budgets]);
    await this.usage.refill(programId, refills);
  }
}
