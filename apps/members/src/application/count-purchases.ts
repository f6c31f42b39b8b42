import { Injectable } from '@nestjs/common';
import { growthOf } from '../domain/growth-value.js';
import { localDay } from '../domain/instants.js';
import { type CountedPurchase, Growth, type GrowthChange } from './ports/growth.js';
import { type Program, Programs } from './ports/programs.js';
import { byProgram } from './by-program.js';
import { SettleTiers } from './settle-tiers.js';

/** A member's purchase, as recorded or claimed. */
export interface PurchaseFact {
  readonly programId: string;
  readonly memberId: string;
  readonly purchaseId: string;
  readonly occurredAt: Date;
  readonly currency: string;
  readonly payableMinor: number;
}

/** Adds purchases to their members' growth, each once, and lifts the levels that they reach. */
@Injectable()
export class CountPurchases {
  constructor(
    private readonly growth: Growth,
    private readonly programs: Programs,
    private readonly settleTiers: SettleTiers,
  ) {}

  /** Runs in the transaction of its caller: the facts and what follows from them are one commit. */
  async execute(facts: readonly PurchaseFact[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(facts)) {
      const program = await this.programs.get(programId);
      const changes = await this.count(program, ofProgram);
      await this.settleTiers.execute(program, changes, new Map());
    }
  }

  private async count(program: Program, facts: readonly PurchaseFact[]): Promise<GrowthChange[]> {
    const unique = new Map(facts.map((fact) => [fact.purchaseId, counted(program, fact)]));
    const purchases = [...unique.values()].sort((one, other) => (one.purchaseId < other.purchaseId ? -1 : 1));
    const added = await this.growth.addNew(program.id, purchases);
    const early = purchases.filter(({ purchaseId }) => !added.has(purchaseId));
    const settled = early.length === 0 ? [] : await this.countEarlyReversed(program, early);
    return [...purchases.filter(({ purchaseId }) => added.has(purchaseId)), ...settled].map(
      ({ memberId, localDay: day, value }) => ({ memberId, localDay: day, delta: value }),
    );
  }

  /** Purchases whose returns came first; those counted before stay as they are. */
  private async countEarlyReversed(
    program: Program,
    purchases: readonly CountedPurchase[],
  ): Promise<CountedPurchase[]> {
    const ids = purchases.map(({ purchaseId }) => purchaseId);
    const known = new Map((await this.growth.lockPurchases(program.id, ids)).map((each) => [each.purchaseId, each]));
    const settled = purchases.flatMap((purchase) => {
      const reversals = known.get(purchase.purchaseId);
      if (!reversals || reversals.counted) return [];
      const { refundedMinor, reversed } = reversals;
      const facts = { ...purchase, refundedMinor, reversed };
      return [{ ...facts, value: growthOf(facts, program.rates) }];
    });
    await this.growth.savePurchases(
      program.id,
      settled.map((purchase) => ({ ...purchase, counted: purchase })),
    );
    return settled;
  }
}

function counted({ timeZone, rates }: Program, fact: PurchaseFact): CountedPurchase {
  const { memberId, purchaseId, occurredAt, currency, payableMinor } = fact;
  const amounts = { currency, payableMinor, refundedMinor: 0, reversed: false };
  return {
    ...amounts,
    memberId,
    purchaseId,
    occurredAt,
    localDay: localDay(occurredAt, timeZone),
    value: growthOf(amounts, rates),
  };
}
