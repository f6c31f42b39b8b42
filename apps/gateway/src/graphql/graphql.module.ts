import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { PointsModule } from '../points/points.module.js';
import { BenefitReads } from './benefits/benefit-reads.js';
import { ChurnReads } from './churn/churn-reads.js';
import { RecommendationReads } from './churn/recommendation-reads.js';
import { GraphqlEndpoint } from './graphql-endpoint.js';
import { MemberReads } from './members/member-reads.js';
import { PointReads } from './points/point-reads.js';
import { resolvers } from './resolvers.js';
import { PlainFields } from './schema/plain-fields.js';

/** A text is compiled when it comes for the third time: what is asked once is not worth it. */
const compileAt = 2;
const compiledMax = 200;

@Module({
  imports: [
    PointsModule,
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      useFactory: () => {
        const plainFields = new PlainFields();
        return {
          autoSchemaFile: true,
          // The route is ours: it authenticates, limits and answers errors in the public vocabulary.
          routes: false,
          path: '',
          jit: compileAt,
          cache: compiledMax,
          transformResolvers: (written) => plainFields.remember(written),
          transformSchema: (schema) => plainFields.strip(schema),
          errorFormatter: (execution) => ({ statusCode: 200, response: execution }),
        };
      },
    }),
  ],
  providers: [MemberReads, PointReads, BenefitReads, ChurnReads, RecommendationReads, GraphqlEndpoint, ...resolvers],
})
export class GraphqlModule {}
