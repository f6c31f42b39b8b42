import { Injectable } from '@nestjs/common';
import {
  type ChurnView,
  type MetricPointView,
  type MetricQuestion,
  type ModelCardView,
  readAssessments,
  readMetric,
  readModel,
  readScoreHistory,
  type RiskLevelView,
  type ScorePointView,
} from '#contracts/internal/churn';
import { InternalCalls } from '#platform/http/internal-calls';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';
import type { Typed } from '../schema/node.model.js';
import { type ChurnAssessment, type ChurnScorePoint, RiskLevel } from './churn.models.js';

export type ChurnNode = ChurnAssessment & Typed<'ChurnAssessment'> & { readonly memberId: string };

/** Without a score there is nothing but the summary. */
const unscored = {
  score: null,
  level: null,
  churnProbability: null,
  interval: null,
  impact: null,
  urgency: null,
  expectedPurchases: null,
  clv: null,
  valueIfRetained: null,
  expectedLoss: null,
  reasons: [],
  flags: [],
  percentilesFrom: null,
  modelVersion: null,
  scoredAt: null,
};

const levels: Readonly<Record<RiskLevelView, RiskLevel>> = {
  basic: RiskLevel.BASIC,
  warning: RiskLevel.WARNING,
  crisis: RiskLevel.CRISIS,
};

interface HistoryQuestion {
  readonly memberId: string;
  readonly first: number;
}

/** What the churn service knows, read for GraphQL. */
@Injectable()
export class ChurnReads {
  private readonly assessments: BatchedRead<string, ChurnView>;
  private readonly histories: BatchedRead<HistoryQuestion, readonly ScorePointView[]>;
  private readonly metrics: BatchedRead<MetricQuestion, readonly MetricPointView[]>;
  private readonly models: BatchedRead<'in use', { card: ModelCardView | null }>;

  constructor(calls: InternalCalls) {
    const deadline = { deadlineMs: readDeadlineMs };
    this.assessments = new BatchedRead(async (caller, memberIds) => {
      const { assessments } = await calls.send(readAssessments, caller, { memberIds }, deadline);
      return assessments;
    });
    this.histories = new BatchedRead(async (caller, questions) => {
      const first = Math.max(...questions.map((question) => question.first));
      const memberIds = questions.map(({ memberId }) => memberId);
      return (await calls.send(readScoreHistory, caller, { memberIds, first }, deadline)).histories;
    });
    this.metrics = new BatchedRead((caller, questions) =>
      Promise.all(questions.map(async (question) => (await calls.send(readMetric, caller, question, deadline)).points)),
    );
    this.models = new BatchedRead(async (caller, asked) => {
      const answer = await calls.send(readModel, caller, {}, deadline);
      return asked.map(() => answer);
    });
  }

  async assessment(context: GraphqlContext, memberId: string): Promise<ChurnNode> {
    const { scored, ...assessment } = await this.assessments.load(context, memberId);
    const score = scored ? { ...scored, level: levels[scored.level] } : unscored;
    return {
      ...assessment,
      ...score,
      reasons: [...score.reasons],
      flags: [...score.flags],
      __typename: 'ChurnAssessment',
    };
  }

  async history(context: GraphqlContext, memberId: string, first: number): Promise<ChurnScorePoint[]> {
    const points = await this.histories.load(context, { memberId, first });
    return points.slice(0, first).map(({ level, ...point }) => ({ ...point, level: levels[level] }));
  }

  metric(context: GraphqlContext, question: MetricQuestion): Promise<readonly MetricPointView[]> {
    return this.metrics.load(context, question);
  }

  /** The card of the model in use. */
  async model(context: GraphqlContext): Promise<ModelCardView | null> {
    return (await this.models.load(context, 'in use')).card;
  }
}
