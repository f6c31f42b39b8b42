import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { BenefitsModule } from './benefits/benefits.module.js';
import { ChurnModule } from './churn/churn.module.js';
import { EdgeModule } from './edge/edge.module.js';
import type { GatewayEnv } from './gateway.env.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { MembersModule } from './members/members.module.js';
import { PartnersModule } from './partners/partners.module.js';
import { PointsModule } from './points/points.module.js';

@Module({})
export class GatewayModule {
  static forRoot(env: GatewayEnv, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        EdgeModule.forRoot(env, logger),
        MembersModule,
        PointsModule,
        BenefitsModule,
        ChurnModule,
        PartnersModule,
        GraphqlModule,
      ],
    };
  }
}
