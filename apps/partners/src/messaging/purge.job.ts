import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { PurgeWebhooks } from '../application/purge-webhooks.js';

const purgeEveryMs = 60 * 60 * 1000;

@Injectable()
export class PurgeJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly purging: Periodic;

  constructor(purge: PurgeWebhooks, clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.purging = new Periodic(
      () => purge.execute(clock.now()),
      purgeEveryMs,
      (error) => logger.warn({ err: error }, 'webhooks: the purge failed, will be tried again'),
    );
  }

  onApplicationBootstrap(): void {
    this.purging.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.purging.stop();
  }
}
