import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { DomainError } from '#kernel/errors';
import { isUuid } from '#kernel/ids';
import { notFound } from '#contracts/errors/refusals';
import { pageSizeMax } from '#contracts/internal/paging';
import { benefitNode, couponNode } from '../benefits/benefit-nodes.js';
import { BenefitReads } from '../benefits/benefit-reads.js';
import { ChurnReads } from '../churn/churn-reads.js';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { assertMayReadMembers, assertOperator, maySeeMember } from '../members/access.js';
import { memberNode, tierNode } from '../members/member-node.js';
import { MemberReads } from '../members/member-reads.js';
import { accountNode, entryNode, lotNode } from '../points/point-nodes.js';
import { expiringDaysDefault, PointReads } from '../points/point-reads.js';
import { purchaseNode } from '../points/purchase-node.js';
import { Node, type Typed } from '../schema/node.model.js';
import { nodeAddress } from './node-address.js';

interface Found extends Typed {
  readonly id: string;
}

/** Anything with an id, of whichever service. What the caller may not see looks like what is not there. */
@Resolver()
export class NodesResolver {
  constructor(
    private readonly members: MemberReads,
    private readonly points: PointReads,
    private readonly benefits: BenefitReads,
    private readonly churn: ChurnReads,
  ) {}

  @Query(() => Node, { nullable: true })
  async node(@Args('id', { type: () => ID }) id: string, @Context() context: GraphqlContext): Promise<Found> {
    assertMayReadMembers(context.principal);
    const address = nodeAddress(id);
    switch (address?.kind) {
      case 'churn':
        assertOperator(context.principal);
        return this.churn.assessment(context, this.seen(context, address.memberId));
      case 'account': {
        const memberId = this.seen(context, address.memberId);
        const key = { memberId, wallet: address.wallet, expiringWithinDays: expiringDaysDefault };
        return accountNode(await this.points.account(context, key));
      }
      case 'tier': {
        const { tier } = await this.members.member(context, this.seen(context, address.memberId));
        if (tier.id !== id) throw notFound('node');
        return tierNode(tier);
      }
      case 'entitlement': {
        const question = { memberId: this.seen(context, address.memberId), first: pageSizeMax };
        const { items } = await this.benefits.benefits(context, question);
        const entitlement = items.find(({ node }) => node.id === id);
        if (!entitlement) throw notFound('node');
        return benefitNode(entitlement.node, context.principal);
      }
      case 'ledger':
        return this.ledgerItem(context, id);
      case 'uuid':
        return this.byUuid(context, id);
      case undefined:
        throw notFound('node');
    }
  }

  /** Only the services know whose id it is: they are asked together. */
  private async byUuid(context: GraphqlContext, id: string): Promise<Found> {
    const answers = await Promise.allSettled([
      this.member(context, id),
      this.purchase(context, id),
      this.benefitOrCoupon(context, id),
    ]);
    const found = answers.find((answer) => answer.status === 'fulfilled');
    if (found) return found.value;
    const reasons = answers.map((answer) => (answer as PromiseRejectedResult).reason as Error);
    // A service that could not be asked may be the one that has it.
    throw reasons.find((reason) => !isNotFound(reason)) ?? notFound('node');
  }

  private async member(context: GraphqlContext, id: string): Promise<Found> {
    return memberNode(await this.members.member(context, this.seen(context, id)));
  }

  private async purchase(context: GraphqlContext, id: string): Promise<Found> {
    const purchase = await this.points.purchase(context, id);
    const isMembers = context.principal.actor.scope === 'member';
    // Without a member it is a receipt that nobody has claimed: a till's, not a member's.
    if (purchase.memberId === null ? isMembers : !maySeeMember(context.principal, purchase.memberId))
      throw notFound('node');
    return purchaseNode(purchase);
  }

  private async benefitOrCoupon(context: GraphqlContext, id: string): Promise<Found> {
    const found = await this.benefits.byId(context, id);
    this.seen(context, found.memberId);
    return 'benefit' in found
      ? benefitNode(found.benefit, context.principal)
      : couponNode(found.coupon, context.principal);
  }

  private async ledgerItem(context: GraphqlContext, id: string): Promise<Found> {
    const found = await this.points.ledgerItem(context, id);
    this.seen(context, found.memberId);
    return 'lot' in found ? lotNode(found.lot) : entryNode(found.entry);
  }

  /** @throws Refusal not_found */
  private seen({ principal }: GraphqlContext, memberId: string): string {
    if (!isUuid(memberId) || !maySeeMember(principal, memberId)) throw notFound('node');
    return memberId;
  }
}

function isNotFound(reason: unknown): boolean {
  return reason instanceof DomainError && reason.code === 'not_found';
}
