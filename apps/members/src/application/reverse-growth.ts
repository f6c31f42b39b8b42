import { Injectable } from '@nestjs/common';
import { growthOf } from '../domain/growth-value.js';
import { byProgram } from './by-program.js';
import { Growth, type GrowthChange, type KnownPurchase, type Reversal } from './ports/growth.js';
import { type Program, Programs } from './ports/programs.js';
import { SettleTiers } from './settle-tiers.js';

export interface ReversalFact extends Reversal {
  readonly programId: string;
}

/**
 * Takes back the growth of what was returned or voided, on the purchase's own day. A return may come before its purchase, and an
 * anonymous purchase may be returned before it is claimed: it is kept until then.
 */
@Injectable()
export class ReverseGrowth {
  constructor(
    private readonly growth: Growth,
    private readonly programs: Programs,
    private readonly settleTiers: SettleTiers,
  ) {}

  /** Runs in the transaction of its caller. */
  async execute(facts: readonly ReversalFact[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(facts)) {
      await this.reverse(await this.programs.get(programId), ofProgram);
    }
  }

  private async reverse(program: Program, facts: readonly ReversalFact[]): Promise<void> {
    const ids = [...new Set(facts.map(({ purchaseId }) => purchaseId))].sort();
    const known = await this.growth.lockPurchases(program.id, ids);
    const fresh = Map.groupBy(await this.growth.addReversals(program.id, facts), ({ purchaseId }) => purchaseId);
    const changes: GrowthChange[] = [];
    const fellAt = new Map<string, Date>();
    const saved = known.flatMap((purchase) => {
      const reversals = fresh.get(purchase.purchaseId);
      if (!reversals) return [];
      const after = apply(purchase, reversals, program);
      if (after.counted && purchase.counted && after.counted.value !== purchase.counted.value) {
        const { memberId, localDay, value } = after.counted;
        changes.push({ memberId, localDay, delta: value - purchase.counted.value });
        fellAt.set(memberId, latest(reversals, fellAt.get(memberId)));
      }
      return [after];
    });
    await this.growth.savePurchases(program.id, saved);
    await this.settleTiers.execute(program, changes, fellAt);
  }
}

function apply(purchase: KnownPurchase, reversals: readonly Reversal[], { rates }: Program): KnownPurchase {
  const refundedMinor = reversals.reduce((sum, { refundMinor }) => sum + refundMinor, purchase.refundedMinor);
  const reversed = purchase.reversed || reversals.some(({ full }) => full);
  const { counted } = purchase;
  if (!counted) return { ...purchase, refundedMinor, reversed };
  const after = { ...counted, refundedMinor, reversed };
  return { ...purchase, refundedMinor, reversed, counted: { ...after, value: growthOf(after, rates) } };
}

function latest(reversals: readonly Reversal[], known: Date | undefined): Date {
  return new Date(Math.max(known?.getTime() ?? 0, ...reversals.map(({ occurredAt }) => occurredAt.getTime())));
}
