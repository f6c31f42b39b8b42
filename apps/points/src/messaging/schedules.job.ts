import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { RunSchedules } from '../application/run-schedules.js';

/** A schedule names a minute. */
const restMs = 30_000;

/** Serves scheduled campaigns when they fall due. */
@Injectable()
export class SchedulesJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(runSchedules: RunSchedules, clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      () => runSchedules.execute({ asOf: clock.now() }),
      restMs,
      (error) => {
        logger.error({ err: error }, 'serving scheduled campaigns failed; it is tried again');
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
