import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';

/** What every process needs, the gateway included. */
export class ProcessEnv {
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT: number = 3000;

  @IsString()
  HOST: string = '127.0.0.1';

  /** Signs the identity that the gateway passes to the services; shared by all of them. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_INTERNAL_KEY!: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL: string = 'info';

  /** On in production: no GraphiQL, no introspection, no http to loopback for webhooks. */
  @IsIn(['production', 'development', 'test'])
  NODE_ENV: 'production' | 'development' | 'test' = 'production';
}

/** What every service with a database needs. */
export class ServiceEnv extends ProcessEnv {
  /** The service's own role in its own schema; never the owner. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must be a postgres:// address' })
  DATABASE_URL!: string;

  @IsInt()
  @Min(2)
  @Max(200)
  DATABASE_POOL_MAX: number = 10;

  /** Redis or Valkey for the event queues. Without it they live in PostgreSQL, at QUEUE_DATABASE_URL. */
  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'REDIS_URL must be a redis:// or rediss:// address' })
  REDIS_URL?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'QUEUE_DATABASE_URL must be a postgres:// address' })
  QUEUE_DATABASE_URL?: string;
}
