import { Injectable } from '@nestjs/common';
import type { Caller, ItemResult } from '#contracts/internal/call';
import { postReturns, type ReturnPosting } from '#contracts/internal/returns';
import type { ReturnAnswer } from '#contracts/public/return';
import { ReturnDto } from '#contracts/public/return.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { compileDto } from '#platform/validation/compile-dto';
import { Gatherer } from '../edge/gatherer.js';
import { gatewayCaller } from '../edge/principal.js';
import { type BatchResult, postItems } from './item-batches.js';

const groupMax = 100;
const windowMs = 1;
const groupsInFlightMax = 4;
/** Below the 5 s after which a till gives up and repeats. */
const postingDeadlineMs = 3_000;
const batchDeadlineMs = 15_000;

type ReturnResult = ItemResult<ReturnAnswer>;

const returnCheck = compileDto(ReturnDto);

/** Brings returns to points, those that arrive within a millisecond in one call. */
@Injectable()
export class ReturnPostings {
  private readonly gatherer = new Gatherer<ReturnPosting, ReturnResult>(
    { itemsMax: groupMax, windowMs, inFlightMax: groupsInFlightMax },
    (programId, returns) => this.send(programId, returns, postingDeadlineMs),
  );

  constructor(private readonly calls: InternalCalls) {}

  /** @throws Refusal unavailable: points cannot answer; the till repeats the same body */
  post(caller: Caller, body: ReturnDto): Promise<ReturnResult> {
    return this.gatherer.add(caller.programId, returnPosting(caller, body));
  }

  /** A till's upload of returns. An answer's own status is `returnStatus` here: `status` is the item's. */
  postBatch(caller: Caller, items: readonly unknown[], isLarge: boolean): Promise<{ results: readonly BatchResult[] }> {
    const send = (returns: readonly ReturnDto[]): Promise<readonly ReturnResult[]> =>
      this.send(
        caller.programId,
        returns.map((body) => returnPosting(caller, body)),
        batchDeadlineMs,
      );
    return postItems(
      {
        check: returnCheck,
        idName: 'returnId',
        post: send,
        resultOf: (answer) => ({ ...answer, returnStatus: answer.status, status: reversalStatus(answer) }),
      },
      { caller, items, isLarge },
    );
  }

  private async send(
    programId: string,
    returns: readonly ReturnPosting[],
    deadlineMs: number,
  ): Promise<readonly ReturnResult[]> {
    const [first] = returns;
    if (!first) return [];
    const { correlationId, locale } = first;
    const caller = gatewayCaller(programId, { correlationId, locale });
    return (await this.calls.send(postReturns, caller, { returns }, { deadlineMs })).results;
  }
}

export function returnPosting({ actor, correlationId, locale }: Caller, body: ReturnDto): ReturnPosting {
  return { return: body, actor, correlationId, locale };
}

/** Of a return or void: 200 for a repetition, 202 while it waits for its purchase. */
export function reversalStatus({ duplicate, status }: Pick<ReturnAnswer, 'duplicate' | 'status'>): number {
  if (duplicate) return 200;
  return status === 'parked' ? 202 : 201;
}
