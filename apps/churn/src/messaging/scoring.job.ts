import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { ResumeScoring } from '../application/scoring/resume-scoring.js';

const lookEveryMs = 5 * 60 * 1000;

/** Looks whether the scoring of a programme was broken off. */
@Injectable()
export class ScoringJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(resumeScoring: ResumeScoring, clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        const resumed = await resumeScoring.execute(clock.now());
        if (resumed > 0) logger.warn({ resumed }, 'scorings that had been broken off are done');
      },
      lookEveryMs,
      (error) => {
        logger.error({ err: error }, 'going on with a scoring failed; it is tried again in five minutes');
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
