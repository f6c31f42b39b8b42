import { Field, Float, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../schema/scalars.js';

@ObjectType({ description: 'Where a member stands between the first purchase and the last.' })
export class Lifecycle {
  @Field(() => String)
  stage!: string;

  @Field(() => String, { nullable: true, description: 'Of the first 90 days.' })
  phase!: string | null;

  @Field(() => DateTimeScalar)
  since!: string;
}

@ObjectType({ description: 'A computed or manual tag.' })
export class Tag {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  value!: string | null;

  @Field(() => DateTimeScalar)
  computedAt!: string;
}

@ObjectType({ description: 'What the member may want next.' })
export class Recommendation {
  @Field(() => String, { description: 'What kind of reason it is: a code.' })
  kind!: string;

  @Field(() => String)
  sku!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => Float, { nullable: true })
  confidence!: number | null;
}
