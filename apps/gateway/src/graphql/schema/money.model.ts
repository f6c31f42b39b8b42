import { Field, Int, ObjectType } from '@nestjs/graphql';
import { MinorScalar } from './scalars.js';

@ObjectType()
export class Money {
  @Field(() => MinorScalar)
  amountMinor!: number;

  @Field(() => String)
  currency!: string;
}

@ObjectType()
export class CampaignRef {
  @Field(() => String)
  code!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String)
  title!: string;
}
