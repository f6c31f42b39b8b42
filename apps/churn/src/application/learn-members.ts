import { Injectable } from '@nestjs/common';
import { type MemberFact, MemberFacts } from './ports/member-facts.js';
import { RescoreQueue } from './ports/rescore-queue.js';
import { Scores } from './ports/scores.js';

/** Statuses of members who are gone: the reader of members to score leaves them out. */
const goneStatuses = new Set(['closed', 'merged', 'erased']);

/** Keeps what a score and a breakdown of risk need to know of members: tier, segment, status and coming deadlines. */
@Injectable()
export class LearnMembers {
  constructor(
    private readonly facts: MemberFacts,
    private readonly rescoreQueue: RescoreQueue,
    private readonly scores: Scores,
  ) {}

  async execute(facts: readonly MemberFact[]): Promise<void> {
    await this.facts.learn(facts);
    await this.scores.forget(facts.filter(({ status }) => status !== undefined && goneStatuses.has(status)));
    // Only a deadline moves a score.
    const isDeadline = ({ pointsExpireAt, tierReviewAt }: MemberFact): boolean =>
      pointsExpireAt !== undefined || tierReviewAt !== undefined;
    await this.rescoreQueue.add(facts.filter(isDeadline));
  }
}
