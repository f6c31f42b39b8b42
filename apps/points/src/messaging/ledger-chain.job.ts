import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { LOGGER } from '#platform/telemetry/logger';
import { KeepHeads } from '../application/keep-heads.js';
import { LinkLedger } from '../application/link-ledger.js';
import { PeriodicJob } from './periodic-job.js';

/** A posting is linked within about this time, unless an older transaction is still running. */
const restMs = 15_000;

/** Builds the chain over the ledger's signatures, behind the postings. */
@Injectable()
export class LedgerChainJob extends PeriodicJob {
  constructor(
    private readonly linkLedger: LinkLedger,
    heads: KeepHeads,
    clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    const execute = async (): Promise<void> => {
      const now = clock.now();
      await heads.execute(await linkLedger.execute(now), now);
    };
    super(logger, { execute, restMs, what: 'linking the ledger' });
  }

  /** A service whose postings could never be told from older ones does not start. */
  override async onApplicationBootstrap(): Promise<void> {
    await this.linkLedger.requireCounter();
    await super.onApplicationBootstrap();
  }
}
