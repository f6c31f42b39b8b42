import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '#platform/telemetry/logger';
import { PurgeCounters } from '../application/purge-counters.js';
import { PeriodicJob } from './periodic-job.js';

const restMs = 60_000;

/** Deletes counters that nothing asks for any more, a page at a time. */
@Injectable()
export class PurgeCountersJob extends PeriodicJob {
  constructor(purgeCounters: PurgeCounters, @Inject(LOGGER) logger: Logger) {
    super(logger, { execute: () => purgeCounters.execute(), restMs, what: 'purging old counters' });
  }
}
