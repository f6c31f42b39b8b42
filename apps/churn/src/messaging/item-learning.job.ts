import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { LearnItems } from '../application/learn-items.js';

/** How long a programme with its first receipts waits for recommendations. */
const restMs = 60_000;

/** Learns the items of every programme once a day. */
@Injectable()
export class ItemLearningJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(learnItems: LearnItems, clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        await learnItems.execute(clock.now());
      },
      restMs,
      (error) => {
        logger.error({ err: error }, 'learning items failed; it is tried again in a minute');
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
