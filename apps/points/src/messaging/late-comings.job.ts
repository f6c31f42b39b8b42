import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { MergeMembers } from '../application/merge-members.js';

const restMs = 5_000;

/** Passes on what came for merged members after their merge. */
@Injectable()
export class LateComingsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(mergeMembers: MergeMembers, @Inject(LOGGER) logger: Logger) {
    this.periodic = new Periodic(
      async () => {
        await mergeMembers.passOnLateComings();
      },
      restMs,
      (error) => {
        logger.error({ err: error }, 'passing points of merged members on failed; it is tried again');
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
