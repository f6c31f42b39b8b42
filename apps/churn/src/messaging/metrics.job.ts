import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { FoldMetrics } from '../application/metrics/fold-metrics.js';

const restMs = 10_000;

/** Nothing depends on its being on time: what is not added up yet is read too. */
@Injectable()
export class MetricsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(foldMetrics: FoldMetrics, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      () => foldMetrics.execute(),
      restMs,
      (error) => {
        logger.error({ err: error }, 'adding up metrics failed; it is tried again in ten seconds');
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
