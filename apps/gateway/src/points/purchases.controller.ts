import { Controller } from '@nestjs/common';
import { Refusal } from '#contracts/errors/refusals';
import { claimPurchase, postPurchaseOnce, readPurchase } from '#contracts/internal/points';
import type { PurchaseView } from '#contracts/public/purchase';
import { ClaimPurchaseDto, EvaluatePurchaseDto, PurchaseBatchDto, PurchaseDto } from '#contracts/public/purchase.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { MemberLookup } from '../edge/member-lookup.js';
import { inOwnStore } from '../edge/own-store.js';
import { refusedAt } from '../edge/item-refused.js';
import { PurchaseBatches } from './purchase-batches.js';
import { PurchaseEvaluations } from './purchase-evaluations.js';
import { PurchasePostings } from './purchase-postings.js';
import { documentAnswer, evaluationOf, keyRefusals, tillScopes, uploadOf } from './till-documents.js';

const purchaseRefusals = [
  'transaction_conflict',
  'unknown_currency',
  'total_mismatch',
  'occurred_at_out_of_range',
  'invalid_reference',
  'member_not_found',
  'member_erased',
  'member_suspended',
  'coupon_not_usable',
  'code_already_used',
] as const;

/** What a till does with a receipt. */
@Controller()
export class PurchasesController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly postings: PurchasePostings,
    private readonly batches: PurchaseBatches,
    private readonly evaluations: PurchaseEvaluations,
    private readonly members: MemberLookup,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/purchases',
    summary: 'Post a purchase; the same transactionId with the same content answers the original result.',
    scopes: tillScopes,
    body: PurchaseDto,
    answers: { 201: 'Recorded.', 200: 'A repetition: the original result, with duplicate: true.' },
    refuses: [...purchaseRefusals, ...keyRefusals],
    idempotency: 'optional',
  })
  async post({ caller, body, idempotency }: EdgeRequest<PurchaseDto>): Promise<EdgeAnswer> {
    const request = { caller, purchase: inOwnStore(caller.actor, body) };
    if (idempotency) {
      const postings = await this.postings.prepare(caller.programId, [request]);
      const [posting] = postings;
      if (!posting) throw new Error('A purchase was not prepared.');
      const answer = await this.calls.send(postPurchaseOnce, caller, { posting, idempotency });
      return replayable(answer);
    }
    const result = await this.postings.post(request);
    const named = result.ok ? result : { ok: false as const, error: refusedAt('/member', result.error) };
    return documentAnswer(named, ({ duplicate }) => (duplicate ? 200 : 201));
  }

  @Endpoint(uploadOf('purchase', PurchaseBatchDto))
  postBatch({ caller, body, isLarge }: EdgeRequest<PurchaseBatchDto>): Promise<unknown> {
    return this.batches.post(caller, body.purchases, isLarge);
  }

  @Endpoint(
    evaluationOf('purchase', {
      summary: 'What a purchase would earn, and why not more; nothing is written.',
      body: EvaluatePurchaseDto,
      answers: { 200: 'The answer of a purchase, with the campaigns that did not apply.' },
      refuses: purchaseRefusals,
    }),
  )
  evaluate({ caller, body }: EdgeRequest<EvaluatePurchaseDto>): Promise<unknown> {
    return this.evaluations.evaluate(caller, inOwnStore(caller.actor, body));
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/purchases/{transactionId}/claim',
    summary: 'Give an anonymous purchase to a member, once, with the code of its receipt.',
    scopes: tillScopes,
    body: ClaimPurchaseDto,
    answers: { 200: 'The purchase, now the member’s.' },
    refuses: [
      'not_found',
      'already_claimed',
      'purchase_voided',
      'member_suspended',
      'member_not_found',
      'invalid_reference',
      'member_erased',
      ...keyRefusals,
    ],
    idempotency: 'required',
  })
  async claim({ caller, params, body, idempotency }: EdgeRequest<ClaimPurchaseDto>): Promise<EdgeAnswer> {
    if (!idempotency) throw new Refusal('idempotency_key_required', 'This route needs an Idempotency-Key header.');
    const { transactionId = '' } = params;
    const member = await this.members.inBody(caller, { reference: body.member, transactionId });
    const claim = { transactionId, claimCode: body.claimCode, member, idempotency };
    return replayable(await this.calls.send(claimPurchase, caller, claim));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/purchases/{transactionId}',
    summary: 'Read a receipt of any store of the programme.',
    scopes: tillScopes,
    answers: { 200: 'The purchase, with what can still be returned of each line.' },
    refuses: ['not_found'],
  })
  read({ caller, params: { transactionId = '' } }: EdgeRequest): Promise<PurchaseView> {
    return this.calls.send(readPurchase, caller, { transactionId });
  }
}
