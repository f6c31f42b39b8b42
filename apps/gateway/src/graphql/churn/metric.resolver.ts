import { Args, Context, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertMayListMembers } from '../members/access.js';
import { Program } from '../members/member.models.js';
import { DateScalar } from '../schema/scalars.js';
import { ChurnReads } from './churn-reads.js';
import { MetricGrain, MetricName, MetricPoint } from './metric.models.js';

@Resolver(() => Program)
export class MetricResolver {
  constructor(private readonly reads: ChurnReads) {}

  @ResolveField(() => [MetricPoint], {
    nullable: true,
    description: 'For operators; the definitions are in docs/metrics.md.',
  })
  async metric(
    @Args('name', { type: () => MetricName }) name: MetricName,
    @Args('grain', { type: () => MetricGrain, nullable: true, defaultValue: MetricGrain.MONTH })
    grain: MetricGrain | null,
    @Args('from', { type: () => DateScalar, nullable: true }) from: string | null | undefined,
    @Args('to', { type: () => DateScalar, nullable: true }) to: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<MetricPoint[]> {
    assertMayListMembers(context.principal);
    const question = { name, grain: grain ?? undefined, from: from ?? undefined, to: to ?? undefined };
    return [...(await this.reads.metric(context, question))];
  }
}
