import { Body, Controller } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { evaluateCoupons, releaseCoupons, reserveCoupons, type ReservedCoupon } from '#contracts/internal/benefits';
import type { ItemResult, RequestOf, ResponseOf } from '#contracts/internal/call';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ReserveCoupons } from '../application/reserve-coupons.js';

@Controller()
export class CouponsController {
  constructor(private readonly reservations: ReserveCoupons) {}

  @InternalCall(reserveCoupons)
  async reserve(@Body() body: RequestOf<typeof reserveCoupons>): Promise<ResponseOf<typeof reserveCoupons>> {
    const { programId, locale } = currentCaller();
    const results: ItemResult<readonly ReservedCoupon[]>[] = [];
    // One after the other: two purchases of one request may name the same coupon.
    for (const reservation of body.reservations)
      results.push(await settle(this.reservations.execute(programId, reservation, locale)));
    return { results };
  }

  @InternalCall(evaluateCoupons)
  async evaluate(@Body() body: RequestOf<typeof evaluateCoupons>): Promise<ResponseOf<typeof evaluateCoupons>> {
    const { programId, locale } = currentCaller();
    return { result: await settle(this.reservations.evaluate(programId, body, locale)) };
  }

  @InternalCall(releaseCoupons)
  async release(@Body() held: RequestOf<typeof releaseCoupons>): Promise<ResponseOf<typeof releaseCoupons>> {
    await this.reservations.release(currentCaller().programId, held);
    return {};
  }
}

async function settle<Value>(work: Promise<Value>): Promise<ItemResult<Value>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, error: { code: error.code, detail: error.detail, data: error.data, errors: error.errors } };
  }
}
