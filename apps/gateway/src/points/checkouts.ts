import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import { Ids } from '#kernel/ids';
import { releaseCoupons, reserveCoupons, type ReservedCoupon } from '#contracts/internal/benefits';
import type { Caller, IdempotencyRequest, ItemResult, Replayable } from '#contracts/internal/call';
import { type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { openCheckout, releaseCheckout } from '#contracts/internal/spending';
import type { CheckoutAnswer, CheckoutReleasedAnswer } from '#contracts/public/points';
import type { OpenCheckoutDto } from '#contracts/public/points.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { basketOf, couponTransactionOf } from './coupon-basket.js';
import { keepsReservation, refusalOf } from './purchase-postings.js';

/** Coupons stay reserved a little longer than points: the purchase that points accepted last must still find them. */
const couponGraceMs = 10 * 60 * 1000;

interface Reserved {
  readonly attemptId: string;
  readonly result: ItemResult<readonly ReservedCoupon[]>;
}

/**
 * Points held and coupons reserved, all or none over two services. Coupons come first, under an attempt of their own: whatever
 * happens between the two calls, what is left lapses with the checkout's time, and a repeated request finds it.
 */
@Injectable()
export class Checkouts {
  constructor(
    private readonly calls: InternalCalls,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async open(
    caller: Caller,
    checkout: OpenCheckoutDto,
    idempotency: IdempotencyRequest,
  ): Promise<Replayable<CheckoutAnswer>> {
    const checkoutId = checkoutIdOf(caller, idempotency);
    const member = await this.resolve(caller, checkout, checkoutId);
    const reserved = await this.reserve(caller, { checkout, checkoutId, member });
    const unreachable = reserved?.result.ok === false && reserved.result.error.code === 'unavailable';
    try {
      const answer = await this.calls.send(openCheckout, caller, {
        checkoutId,
        checkout,
        member,
        // That benefits is down says nothing of the coupon; points knows whether the request is a repetition.
        ...(unreachable ? { refusal: reserved.result.error } : { coupons: reserved?.result }),
        idempotency,
      });
      if (answer.replayed || answer.status >= 400) await this.giveBack(caller, reserved);
      return answer;
    } catch (error) {
      if (error instanceof DomainError && !keepsReservation.has(error.code)) await this.giveBack(caller, reserved);
      throw error;
    }
  }

  async release(
    caller: Caller,
    checkoutId: string,
    idempotency: IdempotencyRequest,
  ): Promise<Replayable<CheckoutReleasedAnswer>> {
    const answer = await this.calls.send(releaseCheckout, caller, { checkoutId, idempotency });
    // Also of a repetition: the first one may have ended between the two services.
    if (answer.status < 400) {
      const transactionIds = [couponTransactionOf(checkoutId)];
      await this.calls.send(releaseCoupons, caller, { attemptIds: [], transactionIds }).catch(lapsesByItself);
    }
    return answer;
  }

  private async resolve(
    caller: Caller,
    { member: reference }: OpenCheckoutDto,
    checkoutId: string,
  ): Promise<ItemResult<ResolvedMember> | undefined> {
    if (reference === undefined) return undefined;
    const references = [{ reference, transactionId: checkoutId }];
    return (await this.calls.send(resolveMembers, caller, { references })).results[0];
  }

  private async reserve(
    caller: Caller,
    { checkout, checkoutId, member }: ReservingCheckout,
  ): Promise<Reserved | undefined> {
    if (!checkout.coupons?.length || member?.ok === false) return undefined;
    const now = this.clock.now();
    const attemptId = this.ids.next();
    const reservation = {
      transactionId: couponTransactionOf(checkoutId),
      attemptId,
      memberId: member?.value.memberId ?? null,
      codes: checkout.coupons,
      basket: basketOf(checkout, checkout.at ?? checkout.occurredAt ?? now.toISOString()),
      holdUntil: new Date(now.getTime() + checkout.ttlSeconds * 1_000 + couponGraceMs).toISOString(),
    };
    try {
      const { results } = await this.calls.send(reserveCoupons, caller, { reservations: [reservation] });
      const [result] = results;
      if (!result) throw new Error('A reservation got no answer.');
      return { attemptId, result };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { attemptId, result: { ok: false, error: refusalOf(error) } };
    }
  }

  private async giveBack(caller: Caller, reserved: Reserved | undefined): Promise<void> {
    if (!reserved?.result.ok) return;
    await this.calls.send(releaseCoupons, caller, { attemptIds: [reserved.attemptId] }).catch(lapsesByItself);
  }
}

interface ReservingCheckout {
  readonly checkout: OpenCheckoutDto;
  readonly checkoutId: string;
  readonly member: ItemResult<ResolvedMember> | undefined;
}

/**
 * A checkout's id follows from its key: a repeated request, whatever became of the first, is about the same checkout.
 * @returns a UUID, version 8
 */
function checkoutIdOf({ programId, actor }: Caller, { route, key }: IdempotencyRequest): string {
  const hex = createHash('sha256').update(`${programId}\n${actor.id}\n${route}\n${key}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function lapsesByItself(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}
