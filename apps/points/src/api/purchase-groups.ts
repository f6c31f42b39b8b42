import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ItemResult } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { LOGGER } from '#platform/telemetry/logger';
import { PostPurchases } from '../application/post-purchases.js';
import { GroupCommit } from './group-commit.js';
import { groupDuration, groupSize, postings as postingsTotal } from './points.metrics.js';

type PostResult = ItemResult<PurchaseAnswer>;

/** Purchases that arrive together, written together. */
@Injectable()
export class PurchaseGroups {
  private readonly groups: GroupCommit<PurchasePosting, PurchaseAnswer>;

  constructor(postPurchases: PostPurchases, @Inject(LOGGER) logger: Logger) {
    this.groups = new GroupCommit({
      items: 'purchases',
      logger,
      write: (programId, postings) => postPurchases.execute(programId, postings),
      onGroup: (size) => {
        groupSize.observe({ of: 'purchases' }, size);
        return groupDuration.startTimer({ of: 'purchases' });
      },
      onResult: (result) => postingsTotal.inc({ outcome: outcomeOf(result) }),
    });
  }

  /** @throws Refusal unavailable when too many posts are waiting already */
  post(programId: string, postings: readonly PurchasePosting[]): Promise<readonly PostResult[]> {
    return this.groups.post(programId, postings);
  }
}

function outcomeOf(result: PostResult): string {
  if (!result.ok) return result.error.code;
  return result.value.duplicate ? 'duplicate' : 'recorded';
}
