import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { pointsWallet } from '../domain/ledger.js';
import { LiabilitySumsStore } from './ports/liability-sums.store.js';

/** What is told to happen later than this is refused. */
const aheadMs = 5 * 60 * 1_000;
/** Twice as long: whatever is in the sums has happened by the time that it is in them. */
const restsMs = 2 * aheadMs;
const rangesPerRunMax = 1_000;

/**
 * Sums up the ledger for the liability report, behind the postings and in the ranges of the chain, which nothing slips into any
 * more. Safe to run twice, in parallel and late: a range is added in one transaction with the mark of how far it goes.
 */
@Injectable()
export class SumLiability {
  constructor(
    private readonly sums: LiabilitySumsStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @returns how many ranges were added */
  async execute(): Promise<number> {
    const linkedBy = new Date(this.clock.now().getTime() - restsMs);
    let added = 0;
    const next = () => this.sums.addNext({ wallet: pointsWallet, linkedBy, aheadMs });
    while (added < rangesPerRunMax && (await this.transactions.run(next))) added += 1;
    return added;
  }
}
