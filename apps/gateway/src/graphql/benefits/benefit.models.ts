import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DisplayCode } from '../members/member.models.js';
import { connectionType } from '../schema/connection.js';
import { Money } from '../schema/money.model.js';
import { Node } from '../schema/node.model.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';

export enum BenefitStatus {
  USABLE = 'USABLE',
  NOT_USABLE = 'NOT_USABLE',
  USED = 'USED',
  RETURNED = 'RETURNED',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}
registerEnumType(BenefitStatus, { name: 'BenefitStatus' });

export enum BenefitLayer {
  BASE = 'BASE',
  UPGRADE = 'UPGRADE',
  VALUE_ADDED = 'VALUE_ADDED',
}
registerEnumType(BenefitLayer, { name: 'BenefitLayer' });

export enum CouponStatus {
  AVAILABLE = 'AVAILABLE',
  RESERVED = 'RESERVED',
  REDEEMED = 'REDEEMED',
  EXPIRED = 'EXPIRED',
  VOID = 'VOID',
}
registerEnumType(CouponStatus, { name: 'CouponStatus' });

@ObjectType()
export class WhyNot {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => String, { nullable: true })
  field!: string | null;

  @Field(() => String, { nullable: true })
  actual!: string | null;

  @Field(() => String, { nullable: true })
  required!: string | null;

  @Field(() => PointsScalar, { nullable: true })
  missing!: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  satisfiableAt!: string | null;
}

@ObjectType({ implements: () => Node })
export class Coupon extends Node {
  @Field(() => String)
  title!: string;

  @Field(() => CouponStatus)
  status!: CouponStatus;

  @Field(() => DisplayCode, { nullable: true, description: 'Null once used or over, and for partners.' })
  display!: DisplayCode | null;

  @Field(() => Money, { nullable: true })
  discount!: Money | null;

  @Field(() => Float, { nullable: true })
  percentOff!: number | null;

  @Field(() => Money, { nullable: true })
  minSpend!: Money | null;

  @Field(() => DateTimeScalar)
  validFrom!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil!: string | null;

  @Field(() => Boolean)
  usableNow!: boolean;

  @Field(() => [WhyNot])
  whyNot!: WhyNot[];
}

@ObjectType()
export class CouponConnection extends connectionType('Coupon', () => Coupon) {}

@ObjectType({ implements: () => Node })
export class Benefit extends Node {
  @Field(() => String)
  code!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => BenefitLayer)
  layer!: BenefitLayer;

  @Field(() => String)
  kind!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  terms!: string | null;

  @Field(() => String, { nullable: true })
  imageUrl!: string | null;

  @Field(() => BenefitStatus)
  status!: BenefitStatus;

  @Field(() => ID, { nullable: true, description: 'Null for an entitlement that the member does not have.' })
  grantId!: string | null;

  @Field(() => Boolean)
  usableNow!: boolean;

  @Field(() => [WhyNot], { description: 'Empty exactly when usableNow.' })
  whyNot!: WhyNot[];

  @Field(() => DateTimeScalar, { nullable: true })
  validFrom!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil!: string | null;

  @Field(() => Int, { nullable: true })
  remaining!: number | null;

  @Field(() => Money, { nullable: true })
  value!: Money | null;

  @Field(() => Coupon, { nullable: true })
  coupon!: Coupon | null;
}

@ObjectType()
export class BenefitConnection extends connectionType('Benefit', () => Benefit) {}
