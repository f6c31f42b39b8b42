import { Field, ObjectType } from '@nestjs/graphql';
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
