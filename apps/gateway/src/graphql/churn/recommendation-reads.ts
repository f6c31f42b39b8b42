import { Injectable } from '@nestjs/common';
import { readRecommendations, type RecommendationView } from '#contracts/internal/recommendations';
import { InternalCalls } from '#platform/http/internal-calls';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';
import type { Recommendation } from './recommendation.models.js';

interface Question {
  readonly memberId: string;
  readonly first: number;
}

/** What members may want next, read for GraphQL: one call for all members that are asked for together. */
@Injectable()
export class RecommendationReads {
  private readonly lists: BatchedRead<Question, readonly RecommendationView[]>;

  constructor(calls: InternalCalls) {
    this.lists = new BatchedRead(async (caller, questions) => {
      const first = Math.max(...questions.map((question) => question.first));
      const memberIds = questions.map(({ memberId }) => memberId);
      const { lists } = await calls.send(
        readRecommendations,
        caller,
        { memberIds, first },
        { deadlineMs: readDeadlineMs },
      );
      return lists;
    });
  }

  async of(context: GraphqlContext, memberId: string, first: number): Promise<Recommendation[]> {
    const list = await this.lists.load(context, { memberId, first });
    // A list has no titles of its own: what an item is called stands on the retailer's side.
    return list.slice(0, first).map((each) => ({ ...each, title: each.sku }));
  }
}
