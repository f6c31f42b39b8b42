import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { RescoreQueue } from '../application/ports/rescore-queue.js';
import { RescoreMembers } from '../application/scoring/rescore-members.js';

/** What a crash or a failure left behind is found by then; the usual way is the call after the commit. */
const sweepMs = 30_000;
/** Members of one burst of events are scored together; under load they gather while others are scored. */
const gatherMs = 20;

/** Scores members soon after their facts changed. */
@Injectable()
export class RescoringJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Periodic;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private askedTimes = 0;
  private isStopping = false;

  constructor(
    private readonly rescoreMembers: RescoreMembers,
    queue: RescoreQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.sweep = new Periodic(() => this.drain(), sweepMs, this.onError);
    queue.onAdded(() => {
      this.wake();
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.sweep.stop();
    await this.running;
  }

  private wake(): void {
    if (this.isStopping) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.drain().catch(this.onError);
    }, gatherMs);
  }

  /** Never twice at once; what is asked for meanwhile is done after it. */
  private async drain(): Promise<void> {
    this.askedTimes += 1;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  private async run(): Promise<void> {
    let served: number;
    do {
      served = this.askedTimes;
      await this.rescoreMembers.execute();
    } while (served !== this.askedTimes && !this.isStopping);
  }

  private readonly onError = (error: Error): void => {
    this.logger.error({ err: error }, 'scoring members failed; it is tried again');
  };
}
