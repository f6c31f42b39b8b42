import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { countOf } from '../reading/page-arguments.js';
import { ChurnAssessment, ChurnScorePoint } from './churn.models.js';
import { type ChurnNode, ChurnReads } from './churn-reads.js';

const pointsDefault = 30;
const pointsMax = 200;

@Resolver(() => ChurnAssessment)
export class ScoreHistoryResolver {
  constructor(private readonly reads: ChurnReads) {}

  @ResolveField(() => [ChurnScorePoint], { description: 'Newest first, a point where the rounded score moved.' })
  history(
    @Parent() { memberId }: ChurnNode,
    @Args('first', { type: () => Int, nullable: true, defaultValue: pointsDefault }) first: number | null,
    @Context() context: GraphqlContext,
  ): Promise<ChurnScorePoint[]> {
    const count = countOf('first', first, { default: pointsDefault, max: pointsMax });
    return this.reads.history(context, memberId, count);
  }
}
