import { IsOptional, Matches, MinLength } from 'class-validator';

const passwordLengthMin = 16;

/** What `npm run migrate` needs. A service without a password here keeps the one that its role has. */
export class MigrateEnv {
  /** A role that may create roles and schemas. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must be a postgres:// address' })
  DATABASE_URL!: string;

  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_MEMBERS_PASSWORD?: string;

  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_POINTS_PASSWORD?: string;

  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_BENEFITS_PASSWORD?: string;

  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_CHURN_PASSWORD?: string;

  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_PARTNERS_PASSWORD?: string;

  /** Where the event queues live in PostgreSQL: of their own role. With REDIS_URL there are none. */
  @IsOptional()
  @MinLength(passwordLengthMin)
  KEEPSAKE_QUEUE_DATABASE_PASSWORD?: string;
}
