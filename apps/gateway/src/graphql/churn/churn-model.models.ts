import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateScalar, DateTimeScalar } from '../schema/scalars.js';

@ObjectType({
  description: 'How well a candidate told, out of time, who would buy again; or why it could not be tried.',
})
export class ChurnCandidate {
  @Field(() => String)
  name!: string;

  @Field(() => Float, { nullable: true })
  auc!: number | null;

  @Field(() => Float, { nullable: true })
  brier!: number | null;

  @Field(() => Float, { nullable: true, description: 'Expected calibration error over ten bins.' })
  ece!: number | null;

  @Field(() => String, { nullable: true })
  unavailable!: string | null;
}

@ObjectType({ description: 'Members with about this probability, and the share of them that left.' })
export class ChurnCalibrationBin {
  @Field(() => Float)
  from!: number;

  @Field(() => Float)
  to!: number;

  @Field(() => Int)
  n!: number;

  @Field(() => Float)
  meanProbability!: number;

  @Field(() => Float)
  observedRate!: number;
}

@ObjectType({ description: 'The card of the model in use; GET /v1/churn/models has all of them, whole.' })
export class ChurnModelCard {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  version!: string;

  @Field(() => String)
  status!: string;

  @Field(() => String, { nullable: true, description: 'The candidate that predicts.' })
  model!: string | null;

  @Field(() => DateTimeScalar)
  asOf!: string;

  @Field(() => Int)
  horizonDays!: number;

  @Field(() => DateTimeScalar, { nullable: true })
  promotedAt!: string | null;

  @Field(() => DateScalar, { nullable: true })
  dataFrom!: string | null;

  @Field(() => DateScalar, { nullable: true })
  dataTo!: string | null;

  @Field(() => Int, { nullable: true, description: 'Members that the candidates were tried on.' })
  n!: number | null;

  @Field(() => Float, { nullable: true, description: 'Share of them that left.' })
  baseRate!: number | null;

  @Field(() => [ChurnCandidate])
  candidates!: ChurnCandidate[];

  @Field(() => [ChurnCalibrationBin])
  calibration!: ChurnCalibrationBin[];

  @Field(() => Float, { nullable: true, description: 'Base rate now minus the one that was taught.' })
  drift!: number | null;

  @Field(() => [String], { description: 'degenerate_fit and its kinds, spending_alike, thin_data, base_rate_drift.' })
  flags!: string[];

  @Field(() => String, { nullable: true, description: 'What stands in for a degenerate fit.' })
  fallback!: string | null;
}
