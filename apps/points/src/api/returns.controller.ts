import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { evaluateReturn, postReturnOnce, postReturns, voidPurchase } from '#contracts/internal/returns';
import { Idempotency } from '#platform/database/idempotency';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { EvaluateReturn } from '../application/returns/evaluate-return.js';
import { PostReturns } from '../application/returns/post-returns.js';
import { ReturnGroups } from './return-groups.js';

@Controller()
export class ReturnsController {
  constructor(
    private readonly groups: ReturnGroups,
    private readonly postReturns: PostReturns,
    private readonly evaluateReturn: EvaluateReturn,
    private readonly idempotency: Idempotency,
  ) {}

  @InternalCall(postReturns)
  async post(@Body() { returns }: RequestOf<typeof postReturns>): Promise<ResponseOf<typeof postReturns>> {
    return { results: await this.groups.post(currentCaller().programId, returns) };
  }

  @InternalCall(postReturnOnce)
  postOnce(
    @Body() { posting, idempotency }: RequestOf<typeof postReturnOnce>,
  ): Promise<ResponseOf<typeof postReturnOnce>> {
    const caller = currentCaller();
    return this.idempotency.run(caller, idempotency, statusOf, () => this.postReturns.one(caller.programId, posting));
  }

  @InternalCall(evaluateReturn)
  evaluate(@Body() body: RequestOf<typeof evaluateReturn>): Promise<ResponseOf<typeof evaluateReturn>> {
    return this.evaluateReturn.execute(currentCaller(), body.return);
  }

  @InternalCall(voidPurchase)
  void(@Body() { idempotency, ...content }: RequestOf<typeof voidPurchase>): Promise<ResponseOf<typeof voidPurchase>> {
    const caller = currentCaller();
    const { actor, correlationId, programId } = caller;
    return this.idempotency.run(caller, idempotency, statusOf, () =>
      this.postReturns.voidOne(programId, { ...content, actor, correlationId }),
    );
  }
}

function statusOf({ duplicate, status }: { readonly duplicate: boolean; readonly status: string }): number {
  if (duplicate) return 200;
  return status === 'parked' ? 202 : 201;
}
