import { Injectable } from '@nestjs/common';
import { Transactions } from '#kernel/transactions';
import { linkOf } from '../domain/ledger-chain.js';
import { LedgerKey } from '../domain/ledger-key.js';
import { PointsKeys } from './points-keys.js';
import { type ChainEnd, LedgerChainStore } from './ports/ledger-chain.store.js';

/** A link keeps its postings' ids: 16 bytes each, 160 kB at most. */
const postingsPerLinkMax = 10_000;

/**
 * The database's transaction counter is behind the chain: the database was restored into another cluster. Postings of now would
 * bear the numbers of older ones, and the chain could not tell them apart.
 */
export class LedgerCounterWentBackError extends Error {
  constructor(counter: number, covered: number) {
    super(
      `The database's transaction counter (${counter}) is behind the ledger's chain (${covered}): it was restored into another ` +
        `cluster. Stop the server, raise the counter with pg_resetwal --epoch, and start again: docs/ledger.md.`,
    );
  }
}

/**
 * Extends the chain over everything that was committed since its last link. A database transaction is covered once no older one
 * is still running, so that none slips in behind; postings never wait for it.
 */
@Injectable()
export class LinkLedger {
  private readonly key: LedgerKey;

  constructor(
    private readonly store: LedgerChainStore,
    private readonly transactions: Transactions,
    keys: PointsKeys,
  ) {
    this.key = new LedgerKey(keys.ledgerKey);
  }

  /** @throws LedgerCounterWentBackError */
  async requireCounter(): Promise<void> {
    await this.uncoveredAfter(await this.store.end());
  }

  /**
   * Postings that are linked together become one link of at most 10,000.
   * @returns where the chain ends
   * @throws LedgerCounterWentBackError
   */
  execute(now: Date): Promise<ChainEnd> {
    return this.transactions.run(async () => {
      const locked = await this.store.tryLock();
      let end = await this.store.end();
      if (!locked) return end;
      const range = await this.uncoveredAfter(end);
      for await (const postings of this.store.postings({ ...range, pageMax: postingsPerLinkMax })) {
        const content = { number: end.number + 1, ...range, postings };
        const link = linkOf(end.link, content, this.key);
        await this.store.append({
          number: content.number,
          ...range,
          postingIds: postings.map(({ postingId }) => postingId),
          link,
          throughAt: new Date(Math.max(...postings.map(({ recordedAt }) => recordedAt.getTime()))),
          linkedAt: now,
        });
        end = { number: content.number, toTxid: range.toTxid, link };
      }
      return end;
    });
  }

  private async uncoveredAfter({ toTxid: fromTxid }: ChainEnd): Promise<{ fromTxid: number; toTxid: number }> {
    const toTxid = await this.store.settledBefore();
    if (toTxid < fromTxid) throw new LedgerCounterWentBackError(toTxid, fromTxid);
    return { fromTxid, toTxid };
  }
}
