import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { PurgeCounters } from '../application/purge-counters.js';

const restMs = 60_000;

/** Deletes counters that nothing asks for any more, a page at a time. */
@Injectable()
export class PurgeCountersJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(purgeCounters: PurgeCounters, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        await purgeCounters.execute();
      },
      restMs,
      (error) => {
        logger.error({ err: error }, 'purging old counters failed; it is tried again');
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
