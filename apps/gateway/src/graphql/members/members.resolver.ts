import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { DomainError } from '#kernel/errors';
import { invalidField } from '#contracts/errors/refusals';
import type { MemberView, ProgramView } from '#contracts/internal/members';
import { textLengthMax } from '#contracts/public/limits';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { pageOf } from '../reading/page-arguments.js';
import { connectionOf, type ConnectionOf } from '../schema/connection.js';
import { assertMayListMembers, assertMayReadMembers, forbidden, ownMemberId } from './access.js';
import { conditionsOf, MemberFilter } from './member-filter.input.js';
import { type MemberNode, memberNode } from './member-node.js';
import { Member, MemberConnection, Program } from './member.models.js';
import { MemberReads } from './member-reads.js';

@Resolver()
export class MembersResolver {
  constructor(private readonly reads: MemberReads) {}

  @Query(() => Member, { nullable: true, description: 'The member of the token; `forbidden` for an API key.' })
  async me(@Context() context: GraphqlContext): Promise<MemberNode> {
    return memberNode(await this.reads.member(context, ownMemberId(context.principal)));
  }

  @Query(() => Member, {
    nullable: true,
    description: 'By id, card:…, phone:…, email:…, external:… or code:…. A member token finds only itself.',
  })
  async member(
    @Args('ref', { type: () => String }) reference: string,
    @Context() context: GraphqlContext,
  ): Promise<MemberNode> {
    const { principal } = context;
    assertMayReadMembers(principal);
    if (reference === '' || reference.length > textLengthMax)
      throw invalidField('invalid_reference', 'ref', 'ref is not a member reference.');
    if (principal.actor.scope !== 'member') return memberNode(await this.reads.member(context, reference));
    return memberNode(await this.itself(context, reference));
  }

  @Query(() => MemberConnection, { description: 'Newest first. For operators and the retailer’s backend.' })
  async members(
    @Args('filter', { type: () => MemberFilter, nullable: true }) filter: MemberFilter | null | undefined,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<MemberNode>> {
    assertMayListMembers(context.principal);
    const page = pageOf(first, after);
    return connectionOf(await this.reads.list(context, { ...conditionsOf(filter), ...page }), page.after, memberNode);
  }

  @Query(() => Program)
  program(@Context() context: GraphqlContext): Promise<ProgramView> {
    return this.reads.program(context);
  }

  /** Another member, no member, a word that is no reference: to a member they all look the same. */
  private async itself(context: GraphqlContext, reference: string): Promise<MemberView> {
    const ownId = ownMemberId(context.principal);
    try {
      const member = await this.reads.member(context, reference);
      if (member.id === ownId) return member;
    } catch (error) {
      const tells = error instanceof DomainError && error.code !== 'unavailable' && reference !== ownId;
      if (!tells) throw error;
    }
    throw forbidden('A member sees only itself.');
  }
}
