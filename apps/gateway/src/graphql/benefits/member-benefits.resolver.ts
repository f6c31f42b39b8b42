import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '#kernel/clock';
import type { MemberView } from '#contracts/internal/members';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { Member } from '../members/member.models.js';
import { pageOf } from '../reading/page-arguments.js';
import { connectionOf, type ConnectionOf } from '../schema/connection.js';
import { type BenefitNode, benefitNode, type CouponNode, couponNode } from './benefit-nodes.js';
import { BenefitConnection, BenefitStatus, CouponConnection, CouponStatus } from './benefit.models.js';
import { BenefitReads } from './benefit-reads.js';
import { HereNowInput, hereNowOf } from './here-now.input.js';

/** What the benefits service answers about a member. */
@Resolver(() => Member)
export class MemberBenefitsResolver {
  constructor(
    private readonly reads: BenefitReads,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => BenefitConnection, { nullable: true })
  async benefits(
    @Parent() { id: memberId }: MemberView,
    @Args('status', { type: () => BenefitStatus, nullable: true }) status: BenefitStatus | null | undefined,
    @Args('context', { type: () => HereNowInput, nullable: true }) here: HereNowInput | null | undefined,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<BenefitNode>> {
    const key = { memberId, ...(status && { status }), ...this.placeOf(here, context), ...pageOf(first, after) };
    const page = await this.reads.benefits(context, key);
    return connectionOf(page, key.after, (benefit) => benefitNode(benefit, context.principal));
  }

  @ResolveField(() => CouponConnection, { nullable: true })
  async coupons(
    @Parent() { id: memberId }: MemberView,
    @Args('status', { type: () => [CouponStatus], nullable: true, defaultValue: [CouponStatus.AVAILABLE] })
    status: CouponStatus[] | null,
    @Args('context', { type: () => HereNowInput, nullable: true }) here: HereNowInput | null | undefined,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<CouponNode>> {
    const wanted = [...new Set(status ?? [CouponStatus.AVAILABLE])];
    const key = { memberId, status: wanted, ...this.placeOf(here, context), ...pageOf(first, after) };
    const page = await this.reads.coupons(context, key);
    return connectionOf(page, key.after, (coupon) => couponNode(coupon, context.principal));
  }

  private placeOf(here: HereNowInput | null | undefined, { principal }: GraphqlContext) {
    const place = hereNowOf(here, principal, this.clock.now());
    return place && { context: place };
  }
}
