import { Controller } from '@nestjs/common';
import { isUuid, Ids } from '#kernel/ids';
import type { ErrorCode } from '#contracts/errors/codes';
import { notFound, Refusal } from '#contracts/errors/refusals';
import { readHold } from '#contracts/internal/spending';
import type { HoldView } from '#contracts/public/points';
import {
  AdjustPointsDto,
  CaptureHoldDto,
  HoldPointsDto,
  RedeemPointsDto,
  TransferPointsDto,
} from '#contracts/public/points.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import {
  type EdgeAnswer,
  type EdgeRequest,
  Endpoint,
  type EndpointDefinition,
  replayable,
} from '../edge/endpoint.decorator.js';
import { inOwnStore } from '../edge/own-store.js';
import { SpendingPostings, type SpendingRequest } from './spending-postings.js';

const keyed: Pick<EndpointDefinition, 'method' | 'idempotency'> = { method: 'POST', idempotency: 'required' };
const tills: EndpointDefinition['scopes'] = ['pos', 'app', 'admin'];
const ofKey: readonly ErrorCode[] = ['idempotency_key_reused', 'in_progress'];
const ofMember: readonly ErrorCode[] = [
  'invalid_reference',
  'member_not_found',
  'member_erased',
  'code_already_used',
  'member_suspended',
];

/** What can be done with points beside a purchase. Every route takes its key: repeated, it answers the first answer. */
@Controller()
export class SpendingController {
  constructor(
    private readonly postings: SpendingPostings,
    private readonly calls: InternalCalls,
    private readonly ids: Ids,
  ) {}

  @Endpoint({
    ...keyed,
    path: '/v1/points/redemptions',
    summary: 'Take points for something that is not a purchase here.',
    scopes: tills,
    body: RedeemPointsDto,
    answers: { 201: 'Redeemed: the points, what they were worth, and the balance after it.' },
    refuses: [...ofMember, 'occurred_at_out_of_range', 'limit_reached', 'insufficient_points', ...ofKey],
  })
  async redeem({ caller, body, idempotency }: EdgeRequest<RedeemPointsDto>): Promise<EdgeAnswer> {
    const id = this.ids.next();
    const content = inOwnStore(caller.actor, body);
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [{ pointer: '/member', reference: body.member }],
      commandOf: (member) => ({ kind: 'redeem', id, member, body: content }),
    });
  }

  @Endpoint({
    ...keyed,
    path: '/v1/points/holds',
    summary: 'Set points aside until they are captured, released, or the time is over.',
    scopes: tills,
    body: HoldPointsDto,
    answers: { 201: 'Held until expiresAt.' },
    refuses: [...ofMember, 'limit_reached', 'insufficient_points', ...ofKey],
  })
  async hold({ caller, body, idempotency }: EdgeRequest<HoldPointsDto>): Promise<EdgeAnswer> {
    const id = this.ids.next();
    const content = inOwnStore(caller.actor, body);
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [{ pointer: '/member', reference: body.member }],
      commandOf: (member) => ({ kind: 'hold', id, member, body: content }),
    });
  }

  @Endpoint({
    ...keyed,
    path: '/v1/points/holds/{id}/capture',
    summary: 'Take held points for good: all of them, or a part while the rest returns.',
    scopes: tills,
    body: CaptureHoldDto,
    optionalBody: true,
    answers: { 200: 'Captured, and what returned.' },
    refuses: ['not_found', 'already_captured', 'already_released', 'insufficient_points', ...ofKey],
  })
  async capture({ caller, params, body, idempotency }: EdgeRequest<CaptureHoldDto>): Promise<EdgeAnswer> {
    const holdId = requireId(params.id);
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [],
      commandOf: () => ({ kind: 'capture', holdId, body }),
    });
  }

  @Endpoint({
    ...keyed,
    path: '/v1/points/holds/{id}/release',
    summary: 'Give held points back.',
    scopes: tills,
    answers: { 200: 'Released.' },
    refuses: ['not_found', 'already_captured', 'already_released', ...ofKey],
  })
  async release({ caller, params, idempotency }: EdgeRequest): Promise<EdgeAnswer> {
    const holdId = requireId(params.id);
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [],
      commandOf: () => ({ kind: 'release', holdId }),
    });
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/points/holds/{id}',
    summary: 'Read a hold.',
    scopes: tills,
    answers: { 200: 'The hold, and what became of it.' },
    refuses: ['not_found'],
  })
  readHold({ caller, params }: EdgeRequest): Promise<HoldView> {
    return this.calls.send(readHold, caller, { holdId: requireId(params.id) });
  }

  @Endpoint({
    ...keyed,
    path: '/v1/points/transfers',
    summary: 'Give a member’s points to another member; they keep their dates.',
    scopes: ['app', 'admin'],
    body: TransferPointsDto,
    answers: { 201: 'Transferred, with both balances.' },
    refuses: [...ofMember, 'not_eligible', 'limit_reached', 'insufficient_points', ...ofKey],
  })
  async transfer({ caller, body, idempotency }: EdgeRequest<TransferPointsDto>): Promise<EdgeAnswer> {
    const id = this.ids.next();
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [
        { pointer: '/from', reference: body.from },
        { pointer: '/to', reference: body.to },
      ],
      commandOf: (from, to) => ({ kind: 'transfer', id, from, to, body }),
    });
  }

  @Endpoint({
    ...keyed,
    path: '/v1/points/adjustments',
    summary: 'Correct a balance by hand, with a reason.',
    scopes: ['admin'],
    body: AdjustPointsDto,
    answers: { 201: 'Adjusted, with the balance after it.' },
    refuses: [...ofMember, 'not_found', 'insufficient_points', ...ofKey],
  })
  async adjust({ caller, body, idempotency }: EdgeRequest<AdjustPointsDto>): Promise<EdgeAnswer> {
    const id = this.ids.next();
    return this.post({
      caller,
      idempotency: required(idempotency),
      members: [{ pointer: '/member', reference: body.member }],
      commandOf: (member) => ({ kind: 'adjust', id, member, body }),
    });
  }

  private async post(request: SpendingRequest): Promise<EdgeAnswer> {
    return replayable(await this.postings.post(request));
  }
}

/** The pipeline has seen to it; here the compiler is told. */
export function required<Key>(idempotency: Key | undefined): Key {
  if (idempotency === undefined) {
    throw new Refusal('idempotency_key_required', 'This route needs an Idempotency-Key header.');
  }
  return idempotency;
}

/** @throws Refusal not_found for what cannot be an id of ours */
export function requireId(id: string | undefined, what = 'hold'): string {
  if (id === undefined || !isUuid(id)) throw notFound(what);
  return id;
}
