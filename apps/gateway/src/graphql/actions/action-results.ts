import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { Benefit, Coupon } from '../benefits/benefit.models.js';
import { Member } from '../members/member.models.js';
import { Purchase } from '../points/purchase.models.js';
import type { Typed } from '../schema/node.model.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';
import { refusalTypes } from './refusal.models.js';

@ObjectType({ isAbstract: true })
abstract class Success {
  @Field(() => Member, { description: 'Fresh: as it is after the action.' })
  member!: Member;

  @Field(() => Boolean, { description: 'Whether the action had been taken under this key before.' })
  replayed!: boolean;
}

@ObjectType()
export class RedeemRewardSuccess extends Success {
  @Field(() => Coupon, { nullable: true })
  coupon!: Coupon | null;

  @Field(() => PointsScalar)
  pointsRedeemed!: number;
}

@ObjectType()
export class ClaimBenefitSuccess extends Success {
  @Field(() => Benefit)
  benefit!: Benefit;
}

@ObjectType()
export class ClaimPurchaseSuccess extends Success {
  @Field(() => Purchase)
  purchase!: Purchase;
}

@ObjectType()
export class CheckInSuccess extends Success {}

@ObjectType()
export class TransferPointsSuccess extends Success {
  @Field(() => PointsScalar)
  pointsTransferred!: number;
}

@ObjectType()
export class CreatePartnerLinkSuccess extends Success {
  @Field(() => String, { description: 'For the partner, once.' })
  token!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: string;
}

const resolveType = ({ __typename }: Typed): string => __typename;
const result = (name: string, success: typeof CheckInSuccess) =>
  createUnionType({ name, types: () => [success, ...refusalTypes] as const, resolveType });

export const RedeemRewardResult = result('RedeemRewardResult', RedeemRewardSuccess);
export const ClaimBenefitResult = result('ClaimBenefitResult', ClaimBenefitSuccess);
export const ClaimPurchaseResult = result('ClaimPurchaseResult', ClaimPurchaseSuccess);
export const CheckInResult = result('CheckInResult', CheckInSuccess);
export const TransferPointsResult = result('TransferPointsResult', TransferPointsSuccess);
export const CreatePartnerLinkResult = result('CreatePartnerLinkResult', CreatePartnerLinkSuccess);
