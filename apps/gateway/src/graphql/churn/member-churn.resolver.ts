import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { MemberView } from '#contracts/internal/members';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertOperator } from '../members/access.js';
import { Member } from '../members/member.models.js';
import { ChurnAssessment } from './churn.models.js';
import { countOf } from '../reading/page-arguments.js';
import { type ChurnNode, ChurnReads } from './churn-reads.js';
import { RecommendationReads } from './recommendation-reads.js';
import { Recommendation } from './recommendation.models.js';

const recommendationsMax = 200;

/** What the churn service answers about a member. */
@Resolver(() => Member)
export class MemberChurnResolver {
  constructor(
    private readonly reads: ChurnReads,
    private readonly recommended: RecommendationReads,
  ) {}

  @ResolveField(() => ChurnAssessment, { nullable: true, description: 'For operators; never for the member.' })
  churn(@Parent() { id }: MemberView, @Context() context: GraphqlContext): Promise<ChurnNode> {
    assertOperator(context.principal);
    return this.reads.assessment(context, id);
  }

  @ResolveField(() => [Recommendation], {
    nullable: true,
    description: 'Best first, each with its reason; empty until the items of the programme were learned once.',
  })
  recommendations(
    @Parent() { id }: MemberView,
    @Context() context: GraphqlContext,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 10 }) first: number | null,
  ): Promise<Recommendation[]> {
    return this.recommended.of(context, id, countOf('first', first, { default: 10, max: recommendationsMax }));
  }
}
