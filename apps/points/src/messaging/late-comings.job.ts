import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '#platform/telemetry/logger';
import { MergeMembers } from '../application/merge-members.js';
import { PeriodicJob } from './periodic-job.js';

const restMs = 5_000;

/** Passes on what came for merged members after their merge. */
@Injectable()
export class LateComingsJob extends PeriodicJob {
  constructor(mergeMembers: MergeMembers, @Inject(LOGGER) logger: Logger) {
    super(logger, {
      execute: () => mergeMembers.passOnLateComings(),
      restMs,
      what: 'passing points of merged members on',
    });
  }
}
