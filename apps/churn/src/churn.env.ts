import { IsInt, Max, Min } from 'class-validator';
import { ServiceEnv } from '#platform/config/service-env';

/** What the churn service needs beyond what every service needs. */
export class ChurnEnv extends ServiceEnv {
  /** Hours between two trainings of a programme by schedule. */
  @IsInt()
  @Min(1)
  @Max(24 * 31)
  CHURN_TRAINING_INTERVAL_HOURS: number = 24;
}
