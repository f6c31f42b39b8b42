import { Field, Float, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../schema/scalars.js';

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

  @Field(() => DateTimeScalar, { nullable: true, description: 'When an item that is taken again and again is due.' })
  dueAt!: string | null;
}
