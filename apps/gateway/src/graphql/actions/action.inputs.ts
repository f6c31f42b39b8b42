import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { PointsScalar } from '../schema/scalars.js';

/** The key of a retry is in the input: a header cannot key two mutations of one request. */
@InputType({ isAbstract: true })
export abstract class KeyedInput {
  @Field(() => String, {
    description: '1 to 255 printable ASCII characters; the same key with the same input is one action.',
  })
  idempotencyKey!: string;
}

@InputType()
export class RedeemRewardInput extends KeyedInput {
  @Field(() => ID)
  rewardId!: string;

  @Field(() => Int, { defaultValue: 1 })
  quantity!: number;

  @Field(() => PointsScalar, { nullable: true, description: 'Refused when the price is another one by now.' })
  expectedPoints?: number | null;
}

@InputType()
export class ClaimBenefitInput extends KeyedInput {
  @Field(() => ID)
  benefitId!: string;
}

@InputType()
export class ClaimPurchaseInput extends KeyedInput {
  @Field(() => String)
  transactionId!: string;

  @Field(() => String, { description: 'Printed on the receipt.' })
  claimCode!: string;
}

@InputType()
export class CheckInInput extends KeyedInput {
  @Field(() => ID, { nullable: true })
  storeId?: string | null;
}

@InputType()
export class TransferPointsInput extends KeyedInput {
  @Field(() => String, { description: 'The reference of the member who gets them.' })
  to!: string;

  @Field(() => PointsScalar)
  points!: number;
}

@InputType()
export class CreatePartnerLinkInput extends KeyedInput {
  @Field(() => ID)
  partnerId!: string;
}
