import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { LOGGER } from '#platform/telemetry/logger';
import { SettleDue } from '../application/settle-due.js';
import { WarnOfExpiry } from '../application/warn-of-expiry.js';
import { PeriodicJob } from './periodic-job.js';

const settleRestMs = 2_000;
const warnRestMs = 60_000;

/** Keeps the ledger up with the clock. No balance depends on its being on time: every work on a wallet settles it first. */
@Injectable()
export class SettleJob extends PeriodicJob {
  constructor(settle: SettleDue, warn: WarnOfExpiry, clock: Clock, @Inject(LOGGER) logger: Logger) {
    super(
      logger,
      { execute: () => settle.execute({ asOf: clock.now() }), restMs: settleRestMs, what: 'settling' },
      { execute: () => warn.execute({ asOf: clock.now() }), restMs: warnRestMs, what: 'warning of expiry' },
    );
  }
}
