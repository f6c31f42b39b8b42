import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import type { Problem } from '#contracts/errors/codes';
import { invalidField, notEnabled } from '#contracts/errors/refusals';
import type { Replayable } from '#contracts/internal/call';
import { recordActivity } from '#contracts/internal/members';
import { claimPurchase } from '#contracts/internal/points';
import { integerMax, naturalIdLengthMax, textLengthMax } from '#contracts/public/limits';
import type { TransferAnswer } from '#contracts/public/points';
import { InternalCalls, RemoteRefusal } from '#platform/http/internal-calls';
import { MemberLookup } from '../../edge/member-lookup.js';
import { callerOf } from '../../edge/principal.js';
import { SpendingPostings } from '../../points/spending-postings.js';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { ownMemberId } from '../members/access.js';
import { type MemberNode, memberNode } from '../members/member-node.js';
import { MemberReads } from '../members/member-reads.js';
import { PointReads } from '../points/point-reads.js';
import { type PurchaseNode, purchaseNode } from '../points/purchase-node.js';
import type { Typed } from '../schema/node.model.js';
import { actionKey, eventIdOf } from './action-key.js';
import {
  CheckInInput,
  ClaimBenefitInput,
  ClaimPurchaseInput,
  CreatePartnerLinkInput,
  type KeyedInput,
  RedeemRewardInput,
  TransferPointsInput,
} from './action.inputs.js';
import {
  CheckInResult,
  ClaimBenefitResult,
  ClaimPurchaseResult,
  CreatePartnerLinkResult,
  RedeemRewardResult,
  TransferPointsResult,
} from './action-results.js';
import { type RefusalResult, refusalResult } from './refusal-result.js';

interface Done<Name extends string> extends Typed<Name> {
  readonly member: MemberNode;
  readonly replayed: boolean;
}

const claimCodeLengthMax = 64;

/** What a member does in the app. Each acts for the member of the token and says in its result why it may not. */
@Resolver()
export class ActionsResolver {
  constructor(
    private readonly calls: InternalCalls,
    private readonly lookup: MemberLookup,
    private readonly members: MemberReads,
    private readonly points: PointReads,
    private readonly spending: SpendingPostings,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  @Mutation(() => ClaimPurchaseResult, {
    description: 'Gives the purchase of an anonymous receipt to the member, once.',
  })
  async claimPurchase(
    @Args('input', { type: () => ClaimPurchaseInput }) input: ClaimPurchaseInput,
    @Context() context: GraphqlContext,
  ): Promise<(Done<'ClaimPurchaseSuccess'> & { purchase: PurchaseNode }) | RefusalResult> {
    const { principal, facts } = context;
    const memberId = ownMemberId(principal);
    const idempotency = actionKey('claimPurchase', input);
    const transactionId = checked('transactionId', input.transactionId, naturalIdLengthMax);
    const claimCode = checked('claimCode', input.claimCode, claimCodeLengthMax);
    try {
      const caller = callerOf(principal, facts);
      const member = await this.lookup.inBody(caller, { reference: memberId });
      const claim = { transactionId, claimCode, member, idempotency };
      const answer = accepted(await this.calls.send(claimPurchase, caller, claim));
      const [fresh, purchase] = await Promise.all([
        this.members.member(context, memberId),
        this.points.purchase(context, answer.body.purchaseId),
      ]);
      const { replayed } = answer;
      return {
        __typename: 'ClaimPurchaseSuccess',
        member: memberNode(fresh),
        purchase: purchaseNode(purchase),
        replayed,
      };
    } catch (error) {
      return refusalResult(error, facts);
    }
  }

  @Mutation(() => CheckInResult, { description: 'Says that the member is here; what follows from it comes as events.' })
  async checkIn(
    @Args('input', { type: () => CheckInInput }) input: CheckInInput,
    @Context() context: GraphqlContext,
  ): Promise<Done<'CheckInSuccess'> | RefusalResult> {
    const { principal, facts } = context;
    const memberId = ownMemberId(principal);
    const idempotency = actionKey('checkIn', input);
    const storeId = input.storeId && checked('storeId', input.storeId, naturalIdLengthMax);
    try {
      const activity = {
        activityId: this.ids.next(),
        eventId: eventIdOf('check_in', memberId, idempotency),
        type: 'check_in',
        member: memberId,
        occurredAt: this.clock.now().toISOString(),
        data: storeId ? { storeId } : {},
        idempotency,
      };
      const { replayed } = accepted(await this.calls.send(recordActivity, callerOf(principal, facts), activity));
      const member = memberNode(await this.members.member(context, memberId));
      return { __typename: 'CheckInSuccess', member, replayed };
    } catch (error) {
      return refusalResult(error, facts);
    }
  }

  @Mutation(() => RedeemRewardResult, { description: 'Not enabled yet: OtherRefusal with code not_enabled.' })
  redeemReward(
    @Args('input', { type: () => RedeemRewardInput }) input: RedeemRewardInput,
    @Context() context: GraphqlContext,
  ): RefusalResult {
    return this.notEnabledYet('redeemReward', input, context);
  }

  @Mutation(() => ClaimBenefitResult, { description: 'Not enabled yet: OtherRefusal with code not_enabled.' })
  claimBenefit(
    @Args('input', { type: () => ClaimBenefitInput }) input: ClaimBenefitInput,
    @Context() context: GraphqlContext,
  ): RefusalResult {
    return this.notEnabledYet('claimBenefit', input, context);
  }

  @Mutation(() => TransferPointsResult, {
    description: 'Gives points of the member to another; they keep their dates.',
  })
  async transferPoints(
    @Args('input', { type: () => TransferPointsInput }) input: TransferPointsInput,
    @Context() context: GraphqlContext,
  ): Promise<(Done<'TransferPointsSuccess'> & { pointsTransferred: number }) | RefusalResult> {
    const { principal, facts } = context;
    const memberId = ownMemberId(principal);
    const idempotency = actionKey('transferPoints', input);
    const to = checked('to', input.to, textLengthMax);
    const points = wholePoints('points', input.points);
    try {
      const id = this.ids.next();
      const body = { from: memberId, to, points };
      const answer = accepted(
        await this.spending.post<TransferAnswer>({
          caller: callerOf(principal, facts),
          idempotency,
          members: [
            { pointer: 'input.from', reference: memberId },
            { pointer: 'input.to', reference: to },
          ],
          commandOf: (from, receiver) => ({ kind: 'transfer', id, from, to: receiver, body }),
        }),
      );
      return {
        __typename: 'TransferPointsSuccess',
        member: memberNode(await this.members.member(context, memberId)),
        pointsTransferred: answer.body.points,
        replayed: answer.replayed,
      };
    } catch (error) {
      return refusalResult(error, facts);
    }
  }

  @Mutation(() => CreatePartnerLinkResult, { description: 'Not enabled yet: OtherRefusal with code not_enabled.' })
  createPartnerLink(
    @Args('input', { type: () => CreatePartnerLinkInput }) input: CreatePartnerLinkInput,
    @Context() context: GraphqlContext,
  ): RefusalResult {
    return this.notEnabledYet('createPartnerLink', input, context);
  }

  private notEnabledYet(action: string, input: KeyedInput, { principal, facts }: GraphqlContext): RefusalResult {
    ownMemberId(principal);
    actionKey(action, input);
    return refusalResult(notEnabled(action), facts);
  }
}

/** A stored answer may be a stored refusal: the same one again. */
function accepted<Body>(answer: Replayable<Body>): Replayable<Body> {
  if (answer.status >= 400) throw new RemoteRefusal(answer.body as Problem);
  return answer;
}

function wholePoints(field: string, points: number): number {
  if (Number.isSafeInteger(points) && points >= 1 && points <= integerMax) return points;
  throw invalidField('invalid_value', `input.${field}`, `input.${field} must be a whole number above 0.`);
}

function checked(field: string, value: string, lengthMax: number): string {
  if (value !== '' && value.length <= lengthMax) return value;
  throw invalidField('invalid_value', `input.${field}`, `input.${field} must be 1 to ${lengthMax} characters.`);
}
