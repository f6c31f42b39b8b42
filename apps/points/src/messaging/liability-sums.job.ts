import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { SumLiability } from '../application/sum-liability.js';

const restMs = 60_000;

/** Keeps the sums of the liability report near the ledger's end. */
@Injectable()
export class LiabilitySumsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(sumLiability: SumLiability, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        await sumLiability.execute();
      },
      restMs,
      (error) => {
        logger.error({ err: error }, 'summing up the ledger failed; it is tried again');
      },
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }
}
