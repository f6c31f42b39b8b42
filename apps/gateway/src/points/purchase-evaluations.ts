import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { Caller, ItemResult, RequestOf } from '#contracts/internal/call';
import { evaluateCoupons, type ReservedCoupon } from '#contracts/internal/benefits';
import { type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { evaluatePurchase } from '#contracts/internal/points';
import type { EvaluationAnswer } from '#contracts/public/purchase';
import type { EvaluatePurchaseDto } from '#contracts/public/purchase.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { basketOf } from './coupon-basket.js';

/** Stands for the transaction that an evaluation does not have. */
const noTransaction = 'evaluation';

/** A purchase asked about, not made: the same three services, nothing written at any. */
@Injectable()
export class PurchaseEvaluations {
  constructor(
    private readonly calls: InternalCalls,
    private readonly clock: Clock,
  ) {}

  async evaluate(caller: Caller, purchase: EvaluatePurchaseDto): Promise<EvaluationAnswer> {
    return this.calls.send(evaluatePurchase, caller, await this.prepare(caller, purchase));
  }

  /** With who would buy and what their coupons would take off. */
  async prepare(caller: Caller, purchase: EvaluatePurchaseDto): Promise<RequestOf<typeof evaluatePurchase>> {
    const at = purchase.at ?? purchase.occurredAt;
    const member = await this.resolve(caller, purchase, at);
    const coupons = await this.couponsOf(caller, purchase, member, at);
    return { purchase, member, coupons };
  }

  private async resolve(
    caller: Caller,
    { member, transactionId }: EvaluatePurchaseDto,
    at: string | undefined,
  ): Promise<ItemResult<ResolvedMember> | undefined> {
    if (member === undefined) return undefined;
    const references = [{ reference: member, at, transactionId }];
    return (await this.calls.send(resolveMembers, caller, { references })).results[0];
  }

  private async couponsOf(
    caller: Caller,
    purchase: EvaluatePurchaseDto,
    member: ItemResult<ResolvedMember> | undefined,
    at: string | undefined,
  ): Promise<ItemResult<readonly ReservedCoupon[]> | undefined> {
    if (!purchase.coupons?.length || member?.ok === false) return undefined;
    const { transactionId = noTransaction } = purchase;
    const { result } = await this.calls.send(evaluateCoupons, caller, {
      transactionId,
      attemptId: transactionId,
      memberId: member?.value.memberId ?? null,
      codes: purchase.coupons,
      basket: basketOf(purchase, at ?? this.clock.now().toISOString()),
    });
    return result;
  }
}
