import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { InternalCalls } from '#platform/http/internal-calls';
import { RandomIds, SystemClock } from '#platform/service/system-clock';
import { LOGGER } from '#platform/telemetry/logger';
import { GatewayEnv } from '../gateway.env.js';
import { Authenticator } from './authenticator.js';
import { KeyVerdicts } from './key-verdicts.js';
import { MemberLookup } from './member-lookup.js';
import { MemberTokens } from './member-tokens.js';
import { RateLimits } from './rate-limits.js';

/** What every part of the gateway stands on: who calls, how often they may, and the way to the services. */
@Global()
@Module({})
export class EdgeModule implements OnApplicationShutdown {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly calls: InternalCalls,
  ) {}

  static forRoot(env: GatewayEnv, logger: Logger): DynamicModule {
    return {
      module: EdgeModule,
      providers: [
        { provide: GatewayEnv, useValue: env },
        { provide: LOGGER, useValue: logger },
        { provide: Clock, useClass: SystemClock },
        { provide: Ids, useFactory: (clock: Clock) => new RandomIds(clock), inject: [Clock] },
        { provide: InternalCalls, useFactory: () => internalCalls(env) },
        {
          provide: KeyVerdicts,
          useFactory: (calls: InternalCalls, clock: Clock) => new KeyVerdicts(calls, clock),
          inject: [InternalCalls, Clock],
        },
        { provide: MemberTokens, useFactory: (clock: Clock) => new MemberTokens(env, clock), inject: [Clock] },
        { provide: RateLimits, useFactory: () => new RateLimits(env) },
        Authenticator,
        MemberLookup,
      ],
      exports: [GatewayEnv, LOGGER, Clock, Ids, InternalCalls, KeyVerdicts, MemberTokens, Authenticator, MemberLookup],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.calls.close();
    this.logger.info('stopped');
  }
}

function internalCalls(env: GatewayEnv): InternalCalls {
  const urls = {
    members: env.MEMBERS_URL,
    points: env.POINTS_URL,
    benefits: env.BENEFITS_URL,
    churn: env.CHURN_URL,
    partners: env.PARTNERS_URL,
  };
  return new InternalCalls(urls, env.KEEPSAKE_INTERNAL_KEY);
}
