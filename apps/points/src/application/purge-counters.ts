import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { type CounterPlace, CounterStore } from './ports/counter.store.js';

const dayMs = 24 * 60 * 60 * 1_000;
/** A purchase that is uploaded later than this finds the caps of its day, week and month unused. */
const usageKeptMs = 400 * dayMs;
/** Transfers are counted on the day on which they are recorded. */
const transfersKeptMs = 7 * dayMs;
/** Rows looked at in one transaction: no index that every purchase with a cap would pay for. */
const pageMax = 5_000;

/**
 * Deletes counters of periods that are long over: a page a run, round and round. Safe to run twice, in parallel and late; a
 * process that starts begins with the first.
 */
@Injectable()
export class PurgeCounters {
  private usageAfter: CounterPlace | null = null;
  private transfersAfter: CounterPlace | null = null;

  constructor(
    private readonly counters: CounterStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const nowMs = this.clock.now().getTime();
    const before = (keptMs: number): Date => new Date(nowMs - keptMs);
    this.usageAfter = await this.transactions.run(() =>
      this.counters.purgeUsage({ after: this.usageAfter, overBy: before(usageKeptMs), first: pageMax }),
    );
    this.transfersAfter = await this.transactions.run(() =>
      this.counters.purgeTransfers({ after: this.transfersAfter, overBy: before(transfersKeptMs), first: pageMax }),
    );
  }
}
