import { Controller } from '@nestjs/common';
import type { ErrorCode } from '#contracts/errors/codes';
import { invalidField } from '#contracts/errors/refusals';
import { evaluateReturn, postReturnOnce, voidPurchase } from '#contracts/internal/returns';
import type { ReturnEvaluation } from '#contracts/public/return';
import { naturalIdLengthMax } from '#contracts/public/limits';
import { EvaluateReturnDto, ReturnBatchDto, ReturnDto, VoidPurchaseDto } from '#contracts/public/return.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { inOwnStore } from '../edge/own-store.js';
import { returnPosting, ReturnPostings, reversalStatus } from './return-postings.js';
import { documentAnswer, evaluationOf, keyRefusals, tillScopes, uploadOf } from './till-documents.js';

const returnRefusals: readonly ErrorCode[] = [
  'transaction_conflict',
  'occurred_at_out_of_range',
  'not_found',
  'limit_reached',
  'purchase_voided',
  'invalid_reference',
  'already_returned',
];

const reversalAnswers = (what: string) => ({
  201: 'Recorded.',
  202: `Parked: its purchase is not here yet and ${what}.`,
  200: 'A repetition: the original result, with duplicate: true.',
});

/** What a till does with a receipt afterwards, whichever store it is from: a bound key says only where the return happens. */
@Controller()
export class ReturnsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly postings: ReturnPostings,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/returns',
    summary: 'Return goods of a purchase; the same returnId with the same content answers the original result.',
    scopes: tillScopes,
    body: ReturnDto,
    answers: reversalAnswers('applies it'),
    refuses: [...returnRefusals, ...keyRefusals],
    idempotency: 'optional',
  })
  async post({ caller, body, idempotency }: EdgeRequest<ReturnDto>): Promise<EdgeAnswer> {
    const content = inOwnStore(caller.actor, body);
    if (idempotency) {
      const posting = returnPosting(caller, content);
      return replayable(await this.calls.send(postReturnOnce, caller, { posting, idempotency }));
    }
    const result = await this.postings.post(caller, content);
    return documentAnswer(result, reversalStatus);
  }

  @Endpoint(uploadOf('return', ReturnBatchDto))
  postBatch({ caller, body, isLarge }: EdgeRequest<ReturnBatchDto>): Promise<unknown> {
    return this.postings.postBatch(caller, body.returns, isLarge);
  }

  @Endpoint(
    evaluationOf('return', {
      summary: 'What a return would give and take back; nothing is written.',
      body: EvaluateReturnDto,
      answers: { 200: 'The answer of a return.' },
      refuses: returnRefusals.filter((code) => code !== 'transaction_conflict' && code !== 'limit_reached'),
    }),
  )
  evaluate({ caller, body }: EdgeRequest<EvaluateReturnDto>): Promise<ReturnEvaluation> {
    return this.calls.send(evaluateReturn, caller, { return: inOwnStore(caller.actor, body) });
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/purchases/{transactionId}/void',
    summary: 'Undo a purchase as if it had never been made.',
    scopes: tillScopes,
    body: VoidPurchaseDto,
    answers: reversalAnswers('is undone when it comes'),
    refuses: ['transaction_conflict', 'occurred_at_out_of_range', 'limit_reached', 'purchase_voided', ...keyRefusals],
    idempotency: 'optional',
  })
  async void({ caller, params, body, idempotency }: EdgeRequest<VoidPurchaseDto>): Promise<EdgeAnswer> {
    const { transactionId = '' } = params;
    if (transactionId.length > naturalIdLengthMax)
      throw invalidField('invalid_value', 'transactionId', 'transactionId in the path is too long.');
    const content = { transactionId, void: inOwnStore(caller.actor, body), idempotency };
    return replayable(await this.calls.send(voidPurchase, caller, content));
  }
}
