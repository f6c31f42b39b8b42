import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '#platform/telemetry/logger';
import { SumLiability } from '../application/sum-liability.js';
import { PeriodicJob } from './periodic-job.js';

const restMs = 60_000;

/** Keeps the sums of the liability report near the ledger's end. */
@Injectable()
export class LiabilitySumsJob extends PeriodicJob {
  constructor(sumLiability: SumLiability, @Inject(LOGGER) logger: Logger) {
    super(logger, { execute: () => sumLiability.execute(), restMs, what: 'summing up the ledger' });
  }
}
