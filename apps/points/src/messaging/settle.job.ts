import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { SettleDue } from '../application/settle-due.js';
import { WarnOfExpiry } from '../application/warn-of-expiry.js';

const settleRestMs = 2_000;
const warnRestMs = 60_000;

/** Keeps the ledger up with the clock. No balance depends on its being on time: every work on a wallet settles it first. */
@Injectable()
export class SettleJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs: readonly Periodic[];

  constructor(settle: SettleDue, warn: WarnOfExpiry, clock: Clock, @Inject(LOGGER) logger: Logger) {
    const failed = (what: string) => (error: Error) => {
      logger.error({ err: error }, `${what} failed; it is tried again`);
    };
    this.jobs = [
      new Periodic(() => settle.execute({ asOf: clock.now() }).then(ignore), settleRestMs, failed('settling')),
      new Periodic(() => warn.execute({ asOf: clock.now() }).then(ignore), warnRestMs, failed('warning of expiry')),
    ];
  }

  onApplicationBootstrap(): void {
    for (const job of this.jobs) job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.jobs.map((job) => job.stop()));
  }
}

function ignore(): void {
  // How many it were is of no interest here.
}
