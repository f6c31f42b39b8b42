import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { LOGGER } from '#platform/telemetry/logger';
import type { Logger } from 'pino';
import { ExpireGrants } from '../application/expire-grants.js';

const everyMs = 60_000;

/** Records expiries about a minute after their instant; nothing depends on its being on time. */
@Injectable()
export class ExpiryJob implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly expireGrants: ExpireGrants,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running = this.run()), everyMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      await this.expireGrants.execute(this.clock.now());
    } catch (error) {
      this.logger.error({ err: error }, 'expiring grants failed; it is tried again in a minute');
    }
  }
}
