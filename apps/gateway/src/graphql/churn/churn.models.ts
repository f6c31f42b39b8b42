import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Money } from '../schema/money.model.js';
import { Node } from '../schema/node.model.js';
import { DateTimeScalar } from '../schema/scalars.js';

export enum RiskLevel {
  BASIC = 'BASIC',
  WARNING = 'WARNING',
  CRISIS = 'CRISIS',
}
registerEnumType(RiskLevel, { name: 'RiskLevel' });

@ObjectType()
export class Interval {
  @Field(() => Float)
  low!: number;

  @Field(() => Float)
  high!: number;

  @Field(() => Float)
  level!: number;
}

@ObjectType()
export class PurchaseSummary {
  @Field(() => Int, { description: 'Days with a purchase after the day of the first.' })
  repeatDays!: number;

  @Field(() => DateTimeScalar, { nullable: true })
  firstAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  lastAt!: string | null;

  @Field(() => DateTimeScalar)
  asOf!: string;

  @Field(() => Money, { nullable: true })
  meanRepeatValue!: Money | null;
}

@ObjectType()
export class ChurnReason {
  @Field(() => String)
  feature!: string;

  @Field(() => Float)
  contribution!: number;

  @Field(() => String)
  text!: string;
}

@ObjectType({ description: 'A score as it once was.' })
export class ChurnScorePoint {
  @Field(() => DateTimeScalar)
  scoredAt!: string;

  @Field(() => Int)
  score!: number;

  @Field(() => RiskLevel)
  level!: RiskLevel;

  @Field(() => Float)
  churnProbability!: number;

  @Field(() => String)
  modelVersion!: string;
}

@ObjectType({ implements: () => Node })
export class ChurnAssessment extends Node {
  @Field(() => Int, { nullable: true })
  score!: number | null;

  @Field(() => RiskLevel, { nullable: true })
  level!: RiskLevel | null;

  @Field(() => Float, { nullable: true })
  churnProbability!: number | null;

  @Field(() => Interval, { nullable: true })
  interval!: Interval | null;

  @Field(() => Int)
  horizonDays!: number;

  @Field(() => Float, { nullable: true, description: 'I of score = 40 P + 35 I + 25 U.' })
  impact!: number | null;

  @Field(() => Float, { nullable: true, description: 'U of score = 40 P + 35 I + 25 U.' })
  urgency!: number | null;

  @Field(() => Float, { nullable: true })
  expectedPurchases!: number | null;

  @Field(() => Money, { nullable: true })
  clv!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What the member brings within the horizon if kept.' })
  valueIfRetained!: Money | null;

  @Field(() => Money, { nullable: true, description: 'churnProbability × valueIfRetained.' })
  expectedLoss!: Money | null;

  @Field(() => PurchaseSummary, { nullable: true, description: 'There before any model is.' })
  summary!: PurchaseSummary | null;

  @Field(() => [ChurnReason], { description: 'Their contributions sum to the unrounded score.' })
  reasons!: ChurnReason[];

  @Field(() => [String], { description: 'Codes of what to keep in mind: degenerate_fit, one_purchase_day, …' })
  flags!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'The nightly snapshot whose active members impact is ranked among.',
  })
  percentilesFrom!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A code, when there is no score: model_not_trained, thin_data, …',
  })
  unavailable!: string | null;

  @Field(() => String, { nullable: true })
  modelVersion!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  scoredAt!: string | null;
}
