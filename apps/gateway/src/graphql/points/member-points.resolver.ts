import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { MemberView } from '#contracts/internal/members';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { Member } from '../members/member.models.js';
import { pageOf } from '../reading/page-arguments.js';
import { connectionOf, type ConnectionOf } from '../schema/connection.js';
import { type AccountNode, accountNode } from './point-nodes.js';
import { defaultWallet, expiringDaysDefault, PointReads } from './point-reads.js';
import { PointsAccount } from './points.models.js';
import { PurchaseConnection } from './purchase.models.js';
import { type PurchaseNode, purchaseNode } from './purchase-node.js';

/** What the points service answers about a member. */
@Resolver(() => Member)
export class MemberPointsResolver {
  constructor(private readonly reads: PointReads) {}

  @ResolveField(() => PointsAccount, { nullable: true })
  async points(
    @Parent() { id: memberId }: MemberView,
    @Args('wallet', { type: () => String, nullable: true, defaultValue: defaultWallet }) wallet: string | null,
    @Context() context: GraphqlContext,
  ): Promise<AccountNode> {
    const key = { memberId, wallet: wallet ?? defaultWallet, expiringWithinDays: expiringDaysDefault };
    return accountNode(await this.reads.account(context, key));
  }

  @ResolveField(() => PurchaseConnection, { nullable: true, description: 'Newest first.' })
  async purchases(
    @Parent() { id: memberId }: MemberView,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<PurchaseNode>> {
    const page = pageOf(first, after);
    return connectionOf(await this.reads.purchases(context, { memberId, ...page }), page.after, purchaseNode);
  }
}
