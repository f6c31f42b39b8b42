import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { MemberReads } from '../members/member-reads.js';
import { Purchase } from './purchase.models.js';
import type { PurchaseNode } from './purchase-node.js';

@Resolver(() => Purchase)
export class PurchaseResolver {
  constructor(private readonly members: MemberReads) {}

  @ResolveField(() => String, { nullable: true })
  async storeName(@Parent() { storeId }: PurchaseNode, @Context() context: GraphqlContext): Promise<string | null> {
    if (storeId === null) return null;
    const store = await this.members.store(context, storeId);
    return store?.name ?? null;
  }
}
