import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { ExpireGrants } from '../application/expire-grants.js';

const restMs = 60_000;

/** Records expiries about a minute after their instant; nothing depends on its being on time. */
@Injectable()
export class ExpiryJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(expireGrants: ExpireGrants, clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        await expireGrants.execute(clock.now());
      },
      restMs,
      (error) => {
        logger.error({ err: error }, 'expiring grants failed; it is tried again in a minute');
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
