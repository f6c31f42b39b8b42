import { Controller } from '@nestjs/common';
import { OpenCheckoutDto } from '#contracts/public/points.dto';
import { type EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { inOwnStore } from '../edge/own-store.js';
import { Checkouts } from './checkouts.js';
import { required, requireId } from './spending.controller.js';

/** A basket that is about to be paid elsewhere. */
@Controller()
export class CheckoutsController {
  constructor(private readonly checkouts: Checkouts) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/checkouts',
    summary: 'Hold the points of a basket and reserve its coupons until it is paid, all or none.',
    scopes: ['pos', 'app', 'admin'],
    body: OpenCheckoutDto,
    answers: {
      201: 'Held until expiresAt; a purchase with its checkoutId is not refused for points or coupons before.',
    },
    refuses: [
      'unknown_currency',
      'total_mismatch',
      'occurred_at_out_of_range',
      'invalid_reference',
      'member_not_found',
      'member_erased',
      'member_suspended',
      'not_eligible',
      'coupon_not_usable',
      'insufficient_points',
      'code_already_used',
      'idempotency_key_reused',
      'in_progress',
    ],
    idempotency: 'required',
  })
  async open({ caller, body, idempotency }: EdgeRequest<OpenCheckoutDto>): Promise<EdgeAnswer> {
    const checkout = inOwnStore(caller.actor, body);
    return replayable(await this.checkouts.open(caller, checkout, required(idempotency)));
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/checkouts/{id}/release',
    summary: 'Give the points and coupons of a checkout back.',
    scopes: ['pos', 'app', 'admin'],
    answers: { 200: 'Released.' },
    refuses: ['not_found', 'already_captured', 'already_released', 'idempotency_key_reused', 'in_progress'],
    idempotency: 'required',
  })
  async release({ caller, params, idempotency }: EdgeRequest): Promise<EdgeAnswer> {
    const checkoutId = requireId(params.id, 'checkout');
    return replayable(await this.checkouts.release(caller, checkoutId, required(idempotency)));
  }
}
