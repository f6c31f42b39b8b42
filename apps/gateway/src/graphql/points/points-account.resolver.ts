import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { AccountView, EntryView, LifetimeView } from '#contracts/internal/points';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { countOf, pageOf } from '../reading/page-arguments.js';
import { connectionOf, type ConnectionOf } from '../schema/connection.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';
import { type EntryNode, entryNode, type LotNode, lotNode } from './point-nodes.js';
import { expiringDaysDefault, PointReads } from './point-reads.js';
import {
  ExpiringPoints,
  LedgerEntry,
  LedgerEntryConnection,
  LotConnection,
  PointsAccount,
  PointsLifetime,
} from './points.models.js';
import { Purchase } from './purchase.models.js';
import { type PurchaseNode, purchaseNode } from './purchase-node.js';

const expiringDaysMax = 3_660;

@Resolver(() => PointsAccount)
export class PointsAccountResolver {
  constructor(private readonly reads: PointReads) {}

  @ResolveField(() => [ExpiringPoints])
  async expiring(
    @Parent() { memberId, wallet, expiring }: AccountView,
    @Args('withinDays', { type: () => Int, nullable: true, defaultValue: expiringDaysDefault }) days: number | null,
    @Context() context: GraphqlContext,
  ): Promise<AccountView['expiring']> {
    const expiringWithinDays = countOf('withinDays', days, { default: expiringDaysDefault, max: expiringDaysMax });
    if (expiringWithinDays === expiringDaysDefault) return expiring;
    return (await this.reads.account(context, { memberId, wallet, expiringWithinDays })).expiring;
  }

  @ResolveField(() => LotConnection, { description: 'Newest first.' })
  async lots(
    @Parent() { memberId, wallet }: AccountView,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<LotNode>> {
    const page = pageOf(first, after);
    return connectionOf(await this.reads.lots(context, { memberId, wallet, ...page }), page.after, lotNode);
  }

  @ResolveField(() => LedgerEntryConnection, { description: 'Newest first.' })
  async entries(
    @Parent() { memberId, wallet }: AccountView,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Context() context: GraphqlContext,
  ): Promise<ConnectionOf<EntryNode>> {
    const page = pageOf(first, after);
    return connectionOf(await this.reads.entries(context, { memberId, wallet, ...page }), page.after, entryNode);
  }

  @ResolveField(() => PointsLifetime)
  lifetime(@Parent() { memberId, wallet }: AccountView, @Context() context: GraphqlContext): Promise<LifetimeView> {
    return this.reads.lifetime(context, { memberId, wallet });
  }

  @ResolveField(() => PointsScalar, { description: 'Available points at a past or future instant.' })
  balanceAt(
    @Parent() { memberId, wallet }: AccountView,
    @Args('at', { type: () => DateTimeScalar }) at: string,
    @Context() context: GraphqlContext,
  ): Promise<number> {
    return this.reads.balanceAt(context, { memberId, wallet, at });
  }
}

@Resolver(() => LedgerEntry)
export class LedgerEntryResolver {
  constructor(private readonly reads: PointReads) {}

  @ResolveField(() => Purchase, { nullable: true })
  async purchase(
    @Parent() { purchaseId }: EntryView,
    @Context() context: GraphqlContext,
  ): Promise<PurchaseNode | null> {
    return purchaseId === null ? null : purchaseNode(await this.reads.purchase(context, purchaseId));
  }
}
