import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import type { SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import { Idempotency } from '#platform/database/idempotency';
import { LOGGER } from '#platform/telemetry/logger';
import { PostSpending } from '../application/post-spending.js';
import { GroupCommit } from './group-commit.js';
import { groupDuration, groupSize, spendings } from './points.metrics.js';

type SpendingResult = ItemResult<Replayable<SpendingAnswer>>;

/** Spending commands that arrive together, written together with the answers of their keys. */
@Injectable()
export class SpendingGroups {
  private readonly groups: GroupCommit<SpendingPosting, Replayable<SpendingAnswer>>;

  constructor(postSpending: PostSpending, idempotency: Idempotency, @Inject(LOGGER) logger: Logger) {
    this.groups = new GroupCommit({
      items: 'spending commands',
      logger,
      write: async (programId, postings) => {
        await postSpending.open(programId);
        return idempotency.runMany(programId, postings, (fresh) => postSpending.execute(programId, fresh));
      },
      onGroup: (size) => {
        groupSize.observe({ of: 'spending' }, size);
        return groupDuration.startTimer({ of: 'spending' });
      },
      onResult: (result, { command }) => spendings.inc({ kind: command.kind, outcome: outcomeOf(result) }),
    });
  }

  /** @throws Refusal unavailable when too many commands are waiting already */
  post(programId: string, postings: readonly SpendingPosting[]): Promise<readonly SpendingResult[]> {
    return this.groups.post(programId, postings);
  }
}

function outcomeOf(result: SpendingResult): string {
  if (!result.ok) return result.error.code;
  if (result.value.replayed) return 'replayed';
  return result.value.status < 400 ? 'recorded' : (result.value.body as unknown as { code: string }).code;
}
