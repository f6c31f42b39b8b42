import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { inLocale } from '#rules/localized';
import type { CouponReservation, ReservedCoupon } from '#contracts/internal/benefits';
import { CouponNotUsableError, type RefusedCoupon } from '../domain/benefit-errors.js';
import { couponDiscount } from '../domain/coupon-discount.js';
import { whyNotUsable } from '../domain/why-not.js';
import { Coupons } from './ports/coupons.js';
import { Definitions } from './ports/definitions.js';
import type { GrantRecord } from './ports/grants.js';

/**
 * How long a hold waits for its purchase. Long, because a purchase whose answer was lost may still have been recorded, and its
 * event must find the coupon; a refused purchase releases at once.
 */
const holdHours = 24;

/** Holds the coupons of a purchase for its transaction, all or none; asked again, it answers the same. */
@Injectable()
export class ReserveCoupons {
  constructor(
    private readonly coupons: Coupons,
    private readonly definitions: Definitions,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws CouponNotUsableError with the reasons by coupon; nothing is held */
  execute(programId: string, reservation: CouponReservation, locale: 'en' | 'zh'): Promise<ReservedCoupon[]> {
    return this.transactions.run(async () => {
      const now = this.clock.now();
      const judged = await this.judge(programId, reservation, now, locale);
      await this.coupons.hold({
        programId,
        transactionId: reservation.transactionId,
        attemptId: reservation.attemptId,
        coupons: judged,
        expiresAt: new Date(reservation.holdUntil ?? now.getTime() + holdHours * 60 * 60 * 1000),
      });
      return judged;
    });
  }

  /** What `execute` would answer; nothing is held. */
  evaluate(programId: string, reservation: CouponReservation, locale: 'en' | 'zh'): Promise<ReservedCoupon[]> {
    return this.transactions.run(() => this.judge(programId, reservation, this.clock.now(), locale));
  }

  async release(
    programId: string,
    held: { readonly attemptIds: readonly string[]; readonly transactionIds?: readonly string[] },
  ): Promise<void> {
    await this.transactions.run(() => this.coupons.release(programId, held));
  }

  private async judge(
    programId: string,
    reservation: CouponReservation,
    now: Date,
    locale: 'en' | 'zh',
  ): Promise<ReservedCoupon[]> {
    const { codes, basket, memberId, transactionId } = reservation;
    const found = await this.coupons.lockByCodes(programId, codes, transactionId, now);
    const held = await this.coupons.findHolds(programId, transactionId, now);
    const at = new Date(basket.occurredAt);
    const refused: RefusedCoupon[] = [];
    const usable: ReservedCoupon[] = [];
    let leftMinor = basket.totalMinor;
    for (const [index, code] of codes.entries()) {
      const grant = found.get(code);
      const benefit = grant && (await this.definitions.version(programId, grant.code, grant.version));
      // Unknown, given twice, or another member's: one answer, so that codes cannot be tried out.
      if (
        !grant?.couponId ||
        !benefit?.definition.coupon ||
        grant.memberId !== memberId ||
        codes.indexOf(code) !== index
      ) {
        refused.push({ index, whyNot: [{ code: 'not_owner' }] });
        continue;
      }
      const { definition } = benefit;
      const earlier = held.find(({ couponId }) => couponId === grant.couponId);
      const whyNot = earlier
        ? []
        : whyNotUsable(definition, heldGrant(grant), at, { storeId: basket.storeId ?? undefined, basket });
      if (whyNot.length > 0) {
        const valueMinor = couponDiscount(benefit.definition.coupon, basket, leftMinor);
        refused.push({ index, whyNot, valueMinor });
        continue;
      }
      const discountMinor = earlier?.discountMinor ?? couponDiscount(benefit.definition.coupon, basket, leftMinor);
      leftMinor -= Math.min(discountMinor, leftMinor);
      usable.push({ couponId: grant.couponId, title: inLocale(definition.title, locale), discountMinor });
    }
    if (refused.length > 0) throw new CouponNotUsableError(refused);
    return usable;
  }
}

function heldGrant({ status, validFrom, validUntil, reservedUntil }: GrantRecord) {
  return { status, validFrom, validUntil, reserved: reservedUntil !== null };
}
