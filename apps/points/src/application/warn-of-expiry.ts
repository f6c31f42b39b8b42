import { Injectable } from '@nestjs/common';
import { Transactions } from '#kernel/transactions';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import { type ExpiringPoints, ExpiryWarningStore } from './ports/expiry-warning.store.js';
import { ProgramSettings } from './program-settings.js';

const dayMs = 24 * 60 * 60 * 1000;
const membersPerBatchMax = 500;

/**
 * Tells members' other systems of points that will expire, as many days ahead as the programme's settings say, each once. After
 * a pause only the nearest of the warnings that were missed is given.
 */
@Injectable()
export class WarnOfExpiry {
  constructor(
    private readonly store: ExpiryWarningStore,
    private readonly settings: ProgramSettings,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
  ) {}

  /** @returns warnings given */
  async execute({ asOf }: { asOf: Date }): Promise<number> {
    let given = 0;
    for (const programId of await this.store.programsWithExpiry()) {
      const { settings } = await this.settings.for(programId);
      for (const window of windowsOf(settings.warningDays, asOf)) {
        given += await this.warn({ programId, asOf, limit: membersPerBatchMax, ...window });
      }
    }
    return given;
  }

  private async warn(window: Parameters<ExpiryWarningStore['takeNext']>[0]): Promise<number> {
    let given = 0;
    for (;;) {
      const taken = await this.transactions.run(async () => {
        const expiring = await this.store.takeNext(window);
        await this.outbox.append(expiring.map((points) => warningOf(points, window)));
        return expiring.length;
      });
      given += taken;
      if (taken < window.limit) return given;
    }
  }
}

/** From each number of days down to the next smaller one. */
function windowsOf(warningDays: readonly number[], asOf: Date) {
  const days = [...new Set(warningDays)].sort((one, other) => one - other);
  const at = (count: number): Date => new Date(asOf.getTime() + count * dayMs);
  return days.map((daysLeft, index) => ({ daysLeft, after: at(days[index - 1] ?? 0), until: at(daysLeft) }));
}

function warningOf(
  { memberId, wallet, points, expiresAt }: ExpiringPoints,
  { programId, daysLeft, asOf }: { programId: string; daysLeft: number; asOf: Date },
): AnyNewEvent {
  return {
    type: 'points.points-expiring.v1',
    programId,
    memberId,
    occurredAt: asOf,
    recordedAt: asOf,
    correlationId: 'warn-of-expiry',
    data: { wallet, points, at: expiresAt.toISOString(), daysLeft },
  };
}
