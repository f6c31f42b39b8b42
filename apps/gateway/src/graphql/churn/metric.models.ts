import { Field, Float, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Money } from '../schema/money.model.js';
import { DateScalar } from '../schema/scalars.js';

/** The value is what the REST path says. */
export enum MetricName {
  REPURCHASE_RATE = 'repurchase-rate',
  FIRST_TO_SECOND_PURCHASE = 'first-to-second-purchase',
  RETENTION = 'retention',
  CLV = 'clv',
  RISK = 'risk',
}
registerEnumType(MetricName, { name: 'MetricName' });

export enum MetricGrain {
  MONTH = 'month',
  QUARTER = 'quarter',
  YEAR = 'year',
}
registerEnumType(MetricGrain, { name: 'MetricGrain' });

@ObjectType({ description: 'One value of a metric: count / of where it is a share or a mean.' })
export class MetricPoint {
  @Field(() => DateScalar, { description: 'First day of the period, or the night of the snapshot.' })
  period!: string;

  @Field(() => String, { description: 'The tier, level, month since joining or figure that it is about.' })
  part!: string;

  @Field(() => Float, { nullable: true })
  value!: number | null;

  @Field(() => Float)
  count!: number;

  @Field(() => Float)
  of!: number;

  @Field(() => Money, { nullable: true })
  amount!: Money | null;
}
