import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';

interface Work {
  /** What it gives is of no interest here. */
  readonly execute: () => Promise<unknown>;
  readonly restMs: number;
  /** For the log, as the beginning of a sentence. */
  readonly what: string;
}

/** Works from the service's start to its stop, and goes on after a failure. */
export abstract class PeriodicJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs: readonly Periodic[];

  constructor(logger: Logger, ...works: readonly Work[]) {
    this.jobs = works.map(
      ({ execute, restMs, what }) =>
        new Periodic(
          async () => {
            await execute();
          },
          restMs,
          (error) => {
            logger.error({ err: error }, `${what} failed; it is tried again`);
          },
        ),
    );
  }

  onApplicationBootstrap(): void | Promise<void> {
    for (const job of this.jobs) job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.stop()));
  }
}
