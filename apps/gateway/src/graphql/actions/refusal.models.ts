import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';
import { WhyNot } from '../benefits/benefit.models.js';
import type { Typed } from '../schema/node.model.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';

@InterfaceType('Refusal', { resolveType: (value: Typed) => value.__typename })
export abstract class RefusalType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => Boolean, { description: 'Whether the same input may succeed later.' })
  retryable!: boolean;
}

@ObjectType({ implements: () => RefusalType })
export class InsufficientPoints extends RefusalType {
  @Field(() => PointsScalar)
  available!: number;

  @Field(() => PointsScalar)
  missing!: number;
}

@ObjectType({ implements: () => RefusalType })
export class OutOfStock extends RefusalType {}

@ObjectType({ implements: () => RefusalType })
export class LimitReached extends RefusalType {
  @Field(() => DateTimeScalar, { nullable: true })
  resetsAt!: string | null;
}

@ObjectType({ implements: () => RefusalType })
export class NotEligible extends RefusalType {
  @Field(() => [WhyNot])
  whyNot!: WhyNot[];
}

@ObjectType({ implements: () => RefusalType, description: 'In every union: whatever has no type of its own.' })
export class OtherRefusal extends RefusalType {}

export const refusalTypes = [InsufficientPoints, OutOfStock, LimitReached, NotEligible, OtherRefusal] as const;
