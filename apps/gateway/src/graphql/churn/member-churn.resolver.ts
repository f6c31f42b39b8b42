import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { MemberView } from '#contracts/internal/members';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertOperator } from '../members/access.js';
import { Member } from '../members/member.models.js';
import { ChurnAssessment } from './churn.models.js';
import { type ChurnNode, ChurnReads } from './churn-reads.js';

/** What the churn service answers about a member. */
@Resolver(() => Member)
export class MemberChurnResolver {
  constructor(private readonly reads: ChurnReads) {}

  @ResolveField(() => ChurnAssessment, { nullable: true, description: 'For operators; never for the member.' })
  churn(@Parent() { id }: MemberView, @Context() context: GraphqlContext): Promise<ChurnNode> {
    assertOperator(context.principal);
    return this.reads.assessment(context, id);
  }
}
