import { Injectable } from '@nestjs/common';
import type { Caller, ItemResult } from '#contracts/internal/call';
import { type ActivityAnswer, type ActivityPosting, recordActivities } from '#contracts/internal/members';
import { InternalCalls } from '#platform/http/internal-calls';
import { Gatherer } from '../edge/gatherer.js';
import { gatewayCaller } from '../edge/principal.js';

const groupMax = 100;
const windowMs = 1;
const groupsInFlightMax = 4;

interface ActivityRequest {
  readonly caller: Caller;
  readonly activity: Omit<ActivityPosting, 'correlationId'>;
}

/** Brings what members do to members: one call, and there one transaction, for all that arrive within a millisecond. */
@Injectable()
export class ActivityPostings {
  private readonly gatherer = new Gatherer<ActivityRequest, ItemResult<ActivityAnswer>>(
    { itemsMax: groupMax, windowMs, inFlightMax: groupsInFlightMax },
    (programId, requests) => this.recordGroup(programId, requests),
  );

  constructor(private readonly calls: InternalCalls) {}

  /** @throws Refusal unavailable: members cannot answer; the caller repeats the same body */
  record(request: ActivityRequest): Promise<ItemResult<ActivityAnswer>> {
    return this.gatherer.add(request.caller.programId, request);
  }

  private async recordGroup(
    programId: string,
    requests: readonly ActivityRequest[],
  ): Promise<readonly ItemResult<ActivityAnswer>[]> {
    const [first] = requests;
    if (!first) return [];
    const { correlationId, locale } = first.caller;
    const activities = requests.map(({ activity, caller }) => ({ ...activity, correlationId: caller.correlationId }));
    const asking = gatewayCaller(programId, { correlationId, locale });
    return (await this.calls.send(recordActivities, asking, { activities })).results;
  }
}
