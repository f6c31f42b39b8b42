import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { ChurnScoreView, ChurnView, ScorePointView } from '#contracts/internal/churn';
import { summarize } from '../domain/purchase-summary.js';
import { reasonText } from '../domain/scoring/reason-texts.js';
import { one } from '../domain/scoring/risk-score.js';
import { Models } from './ports/models.js';
import { ProgramSettings } from './ports/program-settings.js';
import { PurchaseFacts } from './ports/purchase-facts.js';
import { type ScorePoint, type ScoreRecord, Scores } from './ports/scores.js';
import { horizonDaysDefault } from './training/request-training.js';

const noPurchases = { days: 0, firstAt: null, lastAt: null, repeatValue: 0n };
/** Until a programme's own settings have arrived; they are published when it is created. */
const unknownProgram = { currency: 'CNY', timeZone: 'UTC' };
const intervalLevel = 0.95;

/** What is known about members' risk to leave: the summary of their purchases, and the score once a model is in use. */
@Injectable()
export class ReadAssessments {
  constructor(
    private readonly facts: PurchaseFacts,
    private readonly settings: ProgramSettings,
    private readonly scores: Scores,
    private readonly models: Models,
    private readonly clock: Clock,
  ) {}

  /** @returns one assessment a member id, same order */
  async execute(programId: string, memberIds: readonly string[], locale: 'en' | 'zh'): Promise<ChurnView[]> {
    const [program = unknownProgram, summaries, scores] = await Promise.all([
      this.settings.find(programId),
      this.facts.readSummaries(programId, memberIds),
      this.scores.read(programId, memberIds),
    ]);
    const asOf = this.clock.now();
    const isAnyUnscored = memberIds.some((memberId) => !scores.has(memberId));
    const unavailable = isAnyUnscored ? await this.whyUnscored(programId) : '';
    return memberIds.map((memberId) => {
      const [summary, score] = [summaries.get(memberId), scores.get(memberId)];
      return {
        id: `churn-${memberId}`,
        memberId,
        horizonDays: score?.horizonDays ?? horizonDaysDefault,
        summary: summarize(summary ?? noPurchases, asOf, program.currency),
        scored: score ? scoreView(score, program.currency, locale) : null,
        unavailable: score ? null : (unavailable ?? (summary ? 'not_scored_yet' : 'no_purchases')),
      };
    });
  }

  /** Newest first, one list a member id, same order. */
  async history(programId: string, memberIds: readonly string[], first: number): Promise<ScorePointView[][]> {
    const points = Map.groupBy(await this.scores.history(programId, memberIds, first), ({ memberId }) => memberId);
    return memberIds.map((memberId) => (points.get(memberId) ?? []).map(pointView));
  }

  /** @returns undefined where a model is in use: then it depends on the member */
  private async whyUnscored(programId: string): Promise<string | undefined> {
    const { isInUse, lastFailure } = await this.models.standing(programId);
    if (isInUse) return undefined;
    return lastFailure === null || lastFailure === 'interrupted' ? 'model_not_trained' : lastFailure;
  }
}

function scoreView(score: ScoreRecord, currency: string, locale: 'en' | 'zh'): ChurnScoreView {
  const money = (amountMinor: number): { amountMinor: number; currency: string } => ({ amountMinor, currency });
  return {
    score: score.score,
    level: score.level,
    churnProbability: score.probability / one,
    interval: { low: score.low, high: score.high, level: intervalLevel },
    impact: score.impact / one,
    urgency: score.urgency / one,
    expectedPurchases: score.expectedPurchases,
    clv: money(score.lifetimeValueMinor),
    valueIfRetained: money(score.valueIfRetainedMinor),
    expectedLoss: money(score.expectedLossMinor),
    reasons: score.contributions.map((contribution) => ({
      feature: contribution.feature,
      contribution: contribution.millionths / one,
      text: reasonText(locale, contribution),
    })),
    percentilesFrom: score.snapshotId,
    modelVersion: score.modelVersion,
    scoredAt: score.scoredAt.toISOString(),
    flags: score.flags,
  };
}

function pointView({ scoredAt, score, level, probability, modelVersion }: ScorePoint): ScorePointView {
  return { scoredAt: scoredAt.toISOString(), score, level, churnProbability: probability / one, modelVersion };
}
