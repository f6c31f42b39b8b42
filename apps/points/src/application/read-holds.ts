import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { HoldView } from '#contracts/public/points';
import type { Caller } from '#contracts/internal/call';
import { HoldNotFoundError } from '../domain/spending.errors.js';
import { SpendingStore } from './ports/spending.store.js';
import { checkoutPurpose } from './spending-draft.js';

/** Holds as they are shown, at the clock: one whose time is over has returned, whether or not the ledger has followed. */
@Injectable()
export class ReadHolds {
  constructor(
    private readonly store: SpendingStore,
    private readonly clock: Clock,
  ) {}

  /** @throws HoldNotFoundError */
  async one({ programId }: Caller, holdId: string): Promise<HoldView> {
    const hold = await this.store.findHold(programId, holdId);
    if (!hold || hold.purpose === checkoutPurpose) throw new HoldNotFoundError();
    const status = hold.state === 'open' && hold.expiresAt <= this.clock.now() ? 'expired' : hold.state;
    return {
      holdId,
      memberId: hold.memberId,
      points: hold.points,
      purpose: hold.purpose,
      status,
      captured: hold.captured,
      returned: status === 'open' ? 0 : hold.points - hold.captured,
      createdAt: hold.createdAt.toISOString(),
      expiresAt: hold.expiresAt.toISOString(),
    };
  }
}
