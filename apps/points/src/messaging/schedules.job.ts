import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { LOGGER } from '#platform/telemetry/logger';
import { RunSchedules } from '../application/run-schedules.js';
import { PeriodicJob } from './periodic-job.js';

/** A schedule names a minute. */
const restMs = 30_000;

/** Serves scheduled campaigns when they fall due. */
@Injectable()
export class SchedulesJob extends PeriodicJob {
  constructor(runSchedules: RunSchedules, clock: Clock, @Inject(LOGGER) logger: Logger) {
    super(logger, {
      execute: () => runSchedules.execute({ asOf: clock.now() }),
      restMs,
      what: 'serving scheduled campaigns',
    });
  }
}
