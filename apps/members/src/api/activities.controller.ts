import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { recordActivity } from '#contracts/internal/members';
import { Idempotency } from '#platform/database/idempotency';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { RecordActivity } from '../application/record-activity.js';

@Controller()
export class ActivitiesController {
  constructor(
    private readonly recordActivity: RecordActivity,
    private readonly idempotency: Idempotency,
  ) {}

  @InternalCall(recordActivity)
  async record(@Body() request: RequestOf<typeof recordActivity>): Promise<ResponseOf<typeof recordActivity>> {
    const caller = currentCaller();
    const answer = await this.idempotency.run(caller, request.idempotency, 201, () =>
      this.recordActivity.execute(caller.programId, request),
    );
    return answer.body.duplicate ? { ...answer, status: 200 } : answer;
  }
}
