import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { notFound } from '#contracts/errors/refusals';
import type { MemberView } from '#contracts/internal/members';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertMayShowCode, assertOperator, profileSight } from './access.js';
import { Lifecycle, Tag } from './insight.models.js';
import { type TierNode, tierNode } from './member-node.js';
import { DisplayCode, Member, Profile, TierStatus } from './member.models.js';
import { MemberReads } from './member-reads.js';
import { maskedProfile, wholeProfile } from './profile-view.js';

/** What the members service answers about a member. */
@Resolver(() => Member)
export class MemberResolver {
  constructor(private readonly reads: MemberReads) {}

  @ResolveField(() => Profile, { nullable: true, description: 'What the caller may see.' })
  profile(@Parent() member: MemberView, @Context() { principal }: GraphqlContext): Profile | null {
    const sight = profileSight(principal);
    if (sight === 'nothing') return null;
    return sight === 'whole' ? wholeProfile(member) : maskedProfile(member);
  }

  @ResolveField(() => TierStatus, { nullable: true })
  tier(
    @Parent() { tier }: MemberView,
    @Args('ladder', { type: () => String, nullable: true }) ladder: string | null | undefined,
  ): TierNode {
    if (ladder !== null && ladder !== undefined && ladder !== tier.ladder) throw notFound('ladder');
    return tierNode(tier);
  }

  @ResolveField(() => DisplayCode, { nullable: true, description: 'The rotating code to show at the till.' })
  tillCode(@Parent() { id }: MemberView, @Context() context: GraphqlContext): Promise<DisplayCode> {
    assertMayShowCode(context.principal);
    return this.reads.tillCode(context, id);
  }

  @ResolveField(() => Lifecycle, { nullable: true, description: 'For operators; null until lifecycles are enabled.' })
  lifecycle(@Context() { principal }: GraphqlContext): Lifecycle | null {
    assertOperator(principal);
    return null;
  }

  @ResolveField(() => [Tag], { nullable: true, description: 'For operators; empty until tags are enabled.' })
  tags(@Context() { principal }: GraphqlContext): Tag[] {
    assertOperator(principal);
    return [];
  }
}
