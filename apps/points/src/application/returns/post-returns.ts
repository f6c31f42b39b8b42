import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import type { ItemResult } from '#contracts/internal/call';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { ReturnAnswer, VoidAnswer } from '#contracts/public/return';
import { passedOn } from '../item-refusals.js';
import { PostReversals } from './post-reversals.js';
import { draftReturn, draftVoid, type VoidPosting } from './reversal-draft.js';

/** Returns and voids as they are asked for. */
@Injectable()
export class PostReturns {
  constructor(
    private readonly reversals: PostReversals,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Each on its own; same order. */
  async execute(programId: string, postings: readonly ReturnPosting[]): Promise<ItemResult<ReturnAnswer>[]> {
    const now = this.clock.now();
    const drafts = postings.map((posting) => draftReturn(posting, { now, documentId: this.ids.next() }));
    return (await this.reversals.execute(programId, drafts)) as ItemResult<ReturnAnswer>[];
  }

  /** @throws the return's refusal */
  async one(programId: string, posting: ReturnPosting): Promise<ReturnAnswer> {
    const [result] = await this.execute(programId, [posting]);
    return valueOf(result);
  }

  /** @throws the void's refusal */
  async voidOne(programId: string, posting: VoidPosting): Promise<VoidAnswer> {
    const draft = draftVoid(posting, { now: this.clock.now(), documentId: this.ids.next() });
    const [result] = await this.reversals.execute(programId, [draft]);
    return valueOf(result as ItemResult<VoidAnswer> | undefined);
  }
}

function valueOf<Answer>(result: ItemResult<Answer> | undefined): Answer {
  if (!result) throw new Error('A posted document has a result.');
  if (!result.ok) throw passedOn(result.error);
  return result.value;
}
