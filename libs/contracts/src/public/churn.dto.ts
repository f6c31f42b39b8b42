import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { metricGrains, riskDimensionNames } from '../internal/churn.js';
import { pageSizeMax } from '../internal/paging.js';
import { IsDay, IsInstant } from './dto-rules.js';

const horizonDaysMin = 7;
const horizonDaysMax = 365;
const waitSecondsMax = 60;
const versionMax = 2_147_483_647;

/** POST /v1/churn/models. */
export class TrainModelDto {
  /** Trains on, and scores as of, what was known then; now where it is absent. */
  @IsOptional() @IsInstant() asOf?: string;
  /** A member churns who buys nothing for so many days; 90 where it is absent. */
  @IsOptional() @IsInt() @Min(horizonDaysMin) @Max(horizonDaysMax) horizonDays?: number;
  /** How long the answer may wait for the end; 25 where it is absent. */
  @IsOptional() @IsInt() @Min(0) @Max(waitSecondsMax) waitSeconds?: number;
}

/** POST /v1/churn/models/rollback. */
export class RollbackModelDto {
  /** Of a model that was in use: 3 for v3. Absent: the one that was in use before. */
  @IsOptional() @IsInt() @Min(1) @Max(versionMax) version?: number;
}

/** GET /v1/churn/risk. */
export class RiskQueryDto {
  @IsOptional() @IsIn(riskDimensionNames) by?: (typeof riskDimensionNames)[number];
  /** Days of the programme's zone; without them the last night alone. */
  @IsOptional() @IsDay() from?: string;
  @IsOptional() @IsDay() to?: string;
}

/** GET /v1/churn/models. */
export class ModelsQueryDto {
  @IsOptional() @IsInt() @Min(1) @Max(pageSizeMax) first?: number;
}

const alertStatuses = ['open', 'all'] as const;

/** GET /v1/churn/alerts. */
export class AlertsQueryDto extends ModelsQueryDto {
  /** open: what nobody has acknowledged; the default is all. */
  @IsOptional() @IsIn(alertStatuses) status?: (typeof alertStatuses)[number];
}

/** GET /v1/metrics/{name}. */
export class MetricQueryDto {
  /** Length of a period, where the metric has periods; month where it is absent. */
  @IsOptional() @IsIn(metricGrains) grain?: (typeof metricGrains)[number];
  /** Days of the programme's zone; the last thirteen months where they are absent. */
  @IsOptional() @IsDay() from?: string;
  @IsOptional() @IsDay() to?: string;
}
