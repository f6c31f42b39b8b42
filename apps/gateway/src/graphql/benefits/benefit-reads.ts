import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import {
  type BenefitView,
  type CouponView,
  listBenefits,
  listCoupons,
  readBenefitsById,
} from '#contracts/internal/benefits';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { InternalCalls } from '#platform/http/internal-calls';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';

type BenefitsOf = RequestOf<typeof listBenefits>['members'][number];
type CouponsOf = RequestOf<typeof listCoupons>['members'][number];
type BenefitPage = ResponseOf<typeof listBenefits>['pages'][number];
type CouponPage = ResponseOf<typeof listCoupons>['pages'][number];
export type BenefitOrCoupon = { readonly memberId: string } & (
  { readonly benefit: BenefitView } | { readonly coupon: CouponView }
);

const options = { deadlineMs: readDeadlineMs };

/** What the benefits service knows, read for GraphQL. */
@Injectable()
export class BenefitReads {
  private readonly benefitPages: BatchedRead<BenefitsOf, BenefitPage>;
  private readonly couponPages: BatchedRead<CouponsOf, CouponPage>;
  private readonly ids: BatchedRead<string, BenefitOrCoupon>;

  constructor(calls: InternalCalls) {
    this.benefitPages = new BatchedRead(async (caller, members) => {
      const { pages } = await calls.send(listBenefits, caller, { members }, options);
      return pages;
    });
    this.couponPages = new BatchedRead(async (caller, members) => {
      const { pages } = await calls.send(listCoupons, caller, { members }, options);
      return pages;
    });
    this.ids = new BatchedRead<string, BenefitOrCoupon>(async (caller, ids) => {
      const { benefits, coupons } = await calls.send(readBenefitsById, caller, { ids: [...new Set(ids)] }, options);
      const byId = new Map<string, BenefitOrCoupon>([
        ...coupons.map(({ memberId, ...coupon }) => [coupon.id, { memberId, coupon }] as const),
        ...benefits.map(({ memberId, ...benefit }) => [benefit.id, { memberId, benefit }] as const),
      ]);
      return ids.map((id) => byId.get(id) ?? notFound('benefit'));
    });
  }

  benefits(context: GraphqlContext, key: BenefitsOf): Promise<BenefitPage> {
    return this.benefitPages.load(context, key, { alone: isOwn(key) });
  }

  coupons(context: GraphqlContext, key: CouponsOf): Promise<CouponPage> {
    return this.couponPages.load(context, key, { alone: isOwn(key) });
  }

  /** @throws Refusal not_found */
  byId(context: GraphqlContext, id: string): Promise<BenefitOrCoupon> {
    return this.ids.load(context, id);
  }
}

function isOwn({ after, context }: BenefitsOf | CouponsOf): boolean {
  return after !== undefined || context !== undefined;
}
