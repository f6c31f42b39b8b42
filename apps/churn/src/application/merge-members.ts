import { Injectable } from '@nestjs/common';
import { type MemberMerge, MemberMerges } from './ports/member-merges.js';
import { RescoreQueue } from './ports/rescore-queue.js';
import { Scores } from './ports/scores.js';

/** Gives what is known of a merged member to the survivor, who is scored anew; the merged one has no score any more. */
@Injectable()
export class MergeMembers {
  constructor(
    private readonly merges: MemberMerges,
    private readonly rescoreQueue: RescoreQueue,
    private readonly scores: Scores,
  ) {}

  /** One after the other: of a chain the later ones move what the earlier ones brought. */
  async execute(merges: readonly MemberMerge[]): Promise<void> {
    for (const merge of merges) {
      const survivor = await this.merges.merge(merge);
      if (!survivor) continue;
      await this.scores.forget([{ programId: merge.programId, memberId: merge.mergedId }]);
      await this.rescoreQueue.add([survivor]);
    }
  }
}
