import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import type { Caller } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { isClaimCodeOf } from '../domain/claim-code.js';
import { requireEarning } from '../domain/member-standing.js';
import { AlreadyClaimedError, ClaimNotFoundError } from '../domain/purchase.errors.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { netOfReturns } from '../domain/returns/net-earnings.js';
import { PurchaseVoidedError } from '../domain/returns/return.errors.js';
import { BookPurchases } from './book-purchases.js';
import { EarningSessions } from './earning-sessions.js';
import { PointsKeys } from './points-keys.js';
import { PurchaseStore } from './ports/purchase.store.js';
import { ReversalStore } from './ports/reversal.store.js';
import { purchaseAnswer } from './purchase-answer.js';
import { claimEvents } from './purchase-events.js';
import { passedOn } from './item-refusals.js';
import { ClawBackClaimed } from './returns/claw-back-claimed.js';
import { inLedgerOrder, settledEvents } from './settled-events.js';

interface Claim {
  readonly transactionId: string;
  readonly claimCode: string;
  readonly member: ResolvedMember;
}

/**
 * Gives an anonymous purchase to a member once; it earns by the rules of the time it happened.
 * What has come back of it meanwhile is taken off. Refuses, in this order: ClaimNotFoundError, AlreadyClaimedError,
 * PurchaseVoidedError, MemberSuspendedError.
 */
@Injectable()
export class ClaimPurchase {
  constructor(
    private readonly purchases: PurchaseStore,
    private readonly bookPurchases: BookPurchases,
    private readonly clawBackClaimed: ClawBackClaimed,
    private readonly reversals: ReversalStore,
    private readonly sessions: EarningSessions,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly keys: PointsKeys,
  ) {}

  async execute(caller: Caller, claim: Claim): Promise<PurchaseAnswer> {
    const { programId, actor, correlationId, locale } = caller;
    const rules = await this.sessions.rulesOf(programId);
    return this.transactions.run(async () => {
      // Its own statement: of two claims at once the second reads what the first has written.
      await this.purchases.lockReceipt(programId, claim.transactionId);
      const unclaimed = await this.findUnclaimed(programId, claim);
      requireEarning(claim.member.status);
      const claimedAt = this.clock.now();
      const given: PurchaseRecord = {
        ...unclaimed,
        memberId: claim.member.memberId,
        outcome: { ...unclaimed.outcome, locale },
      };
      const { purchases, books } = await this.bookPurchases.execute(
        programId,
        [{ record: given, recordedAt: claimedAt, actor, redeem: 0 }],
        { rules, now: claimedAt },
      );
      const [booked] = purchases;
      if (!booked) throw new Error('A booked purchase has a result.');
      if (booked.refusal) throw passedOn(booked.refusal);
      const { purchase: record, events } = await this.clawBackClaimed.execute(booked.record, {
        now: claimedAt,
        actor,
        correlationId,
      });
      // The language of the first answer stays: a repeated post is answered with it.
      const kept = { ...record, outcome: { ...record.outcome, locale: unclaimed.outcome.locale } };
      await this.purchases.assign(kept, claimedAt);
      if (kept.returned) await this.reversals.saveReturned([kept]);
      await this.outbox.append(
        inLedgerOrder([
          ...settledEvents(programId, books.values(), correlationId),
          ...claimEvents(booked, claimedAt, correlationId),
          ...events,
        ]),
      );
      return purchaseAnswer(netOfReturns(record), { duplicate: false, anonymous: false, claimKey: this.keys.claimKey });
    });
  }

  private async findUnclaimed(programId: string, { transactionId, claimCode }: Claim): Promise<PurchaseRecord> {
    const posted = (await this.purchases.findPosted(programId, [transactionId])).get(transactionId);
    const claimable = posted !== undefined && posted.identity.referenceHash === null;
    if (!claimable || !isClaimCodeOf(posted.record, claimCode, this.keys.claimKey)) throw new ClaimNotFoundError();
    if (posted.record.memberId !== null) throw new AlreadyClaimedError();
    if (posted.record.state === 'voided') throw new PurchaseVoidedError();
    return posted.record;
  }
}
