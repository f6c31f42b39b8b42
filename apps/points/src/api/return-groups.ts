import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ItemResult } from '#contracts/internal/call';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { ReturnAnswer } from '#contracts/public/return';
import { LOGGER } from '#platform/telemetry/logger';
import { PostReturns } from '../application/returns/post-returns.js';
import { GroupCommit } from './group-commit.js';
import { groupDuration, groupSize, returns } from './points.metrics.js';

type ReturnResult = ItemResult<ReturnAnswer>;

/** Returns that arrive together, written together. */
@Injectable()
export class ReturnGroups {
  private readonly groups: GroupCommit<ReturnPosting, ReturnAnswer>;

  constructor(postReturns: PostReturns, @Inject(LOGGER) logger: Logger) {
    this.groups = new GroupCommit({
      items: 'returns',
      logger,
      write: (programId, postings) => postReturns.execute(programId, postings),
      onGroup: (size) => {
        groupSize.observe({ of: 'returns' }, size);
        return groupDuration.startTimer({ of: 'returns' });
      },
      onResult: (result) => returns.inc({ outcome: outcomeOf(result) }),
    });
  }

  /** @throws Refusal unavailable when too many returns are waiting already */
  post(programId: string, postings: readonly ReturnPosting[]): Promise<readonly ReturnResult[]> {
    return this.groups.post(programId, postings);
  }
}

function outcomeOf(result: ReturnResult): string {
  if (!result.ok) return result.error.code;
  return result.value.duplicate ? 'duplicate' : result.value.status;
}
