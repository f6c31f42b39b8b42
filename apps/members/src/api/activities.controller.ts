import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { recordActivities, recordActivity } from '#contracts/internal/members';
import { Idempotency } from '#platform/database/idempotency';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { RecordActivities } from '../application/record-activities.js';

@Controller()
export class ActivitiesController {
  constructor(
    private readonly recording: RecordActivities,
    private readonly idempotency: Idempotency,
  ) {}

  @InternalCall(recordActivities)
  async recordGroup(
    @Body() { activities }: RequestOf<typeof recordActivities>,
  ): Promise<ResponseOf<typeof recordActivities>> {
    return { results: await this.recording.execute(currentCaller().programId, activities) };
  }

  @InternalCall(recordActivity)
  async record(
    @Body() { idempotency, ...activity }: RequestOf<typeof recordActivity>,
  ): Promise<ResponseOf<typeof recordActivity>> {
    const caller = currentCaller();
    const posting = { ...activity, correlationId: caller.correlationId };
    return this.idempotency.run(
      caller,
      idempotency,
      ({ duplicate }) => (duplicate ? 200 : 201),
      () => this.recording.one(caller.programId, posting),
    );
  }
}
