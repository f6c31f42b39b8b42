import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { Models } from '../application/ports/models.js';
import { TrainDaily } from '../application/training/train-daily.js';
import { TrainingInterval } from '../application/training/training-interval.js';

const hourMs = 60 * 60 * 1000;
const lookEveryMs = 15 * 60 * 1000;

/**
 * Ends trainings that a crash broke off, at the start and every quarter of an hour; looks as often whether a programme's training is
 * due, but not at the start, which has other things to do.
 */
@Injectable()
export class TrainingJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;
  private isFirst = true;

  constructor(
    trainDaily: TrainDaily,
    models: Models,
    { hours }: TrainingInterval,
    clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.periodic = new Periodic(
      async () => {
        const interrupted = await models.endInterrupted(clock.now());
        if (interrupted > 0) logger.warn({ interrupted }, 'trainings of a process that is gone were ended');
        if (!this.isFirst) await trainDaily.execute(clock.now(), hours * hourMs);
        this.isFirst = false;
      },
      lookEveryMs,
      (error) => {
        logger.error({ err: error }, 'a training failed; it is tried again in a quarter of an hour');
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
