import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { KeepHeads } from '../application/keep-heads.js';
import { LinkLedger } from '../application/link-ledger.js';

/** A posting is linked within about this time, unless an older transaction is still running. */
const restMs = 15_000;

/** Builds the chain over the ledger's signatures, behind the postings. */
@Injectable()
export class LedgerChainJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(
    private readonly linkLedger: LinkLedger,
    private readonly heads: KeepHeads,
    private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.periodic = new Periodic(
      () => this.link(),
      restMs,
      (error) => {
        logger.error({ err: error }, 'linking the ledger failed; it is tried again');
      },
    );
  }

  /** A service whose postings could never be told from older ones does not start. */
  async onApplicationBootstrap(): Promise<void> {
    await this.linkLedger.requireCounter();
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  private async link(): Promise<void> {
    const now = this.clock.now();
    await this.heads.execute(await this.linkLedger.execute(now), now);
  }
}
