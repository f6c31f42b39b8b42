import { Injectable } from '@nestjs/common';
import { type ChurnView, readAssessments } from '#contracts/internal/churn';
import { InternalCalls } from '#platform/http/internal-calls';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';
import type { Typed } from '../schema/node.model.js';
import type { ChurnAssessment } from './churn.models.js';

export type ChurnNode = ChurnAssessment & Typed<'ChurnAssessment'>;

/** Until a model is trained there is nothing but the summary. */
const unscored = {
  score: null,
  level: null,
  churnProbability: null,
  interval: null,
  expectedPurchases: null,
  clv: null,
  expectedLoss: null,
  reasons: [],
  modelVersion: null,
  scoredAt: null,
};

/** What the churn service knows, read for GraphQL. */
@Injectable()
export class ChurnReads {
  private readonly assessments: BatchedRead<string, ChurnView>;

  constructor(calls: InternalCalls) {
    this.assessments = new BatchedRead(async (caller, memberIds) => {
      const { assessments } = await calls.send(readAssessments, caller, { memberIds }, { deadlineMs: readDeadlineMs });
      return assessments;
    });
  }

  async assessment(context: GraphqlContext, memberId: string): Promise<ChurnNode> {
    const assessment = await this.assessments.load(context, memberId);
    return { ...unscored, ...assessment, __typename: 'ChurnAssessment' };
  }
}
