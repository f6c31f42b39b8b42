import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { calendarDay } from '../../domain/calendar-day.js';
import { type KnownMember, knownByDay } from '../../domain/features/member-purchases.js';
import type { PercentileScale } from '../../domain/scoring/percentile-scale.js';
import { type MemberScore, scoreMembers } from '../../domain/scoring/score-members.js';
import { MemberPurchasesReader, type ScoredMember } from '../ports/member-purchases.js';
import { type LevelChange, Scores } from '../ports/scores.js';
import type { ScoringContext } from './serving-models.js';

export interface ScoredNow {
  readonly member: ScoredMember;
  readonly known: KnownMember;
  readonly score: MemberScore;
}

const dayMs = 86_400_000;

/** Scores members as of an instant, and tells those whose level changed, in one commit. */
@Injectable()
export class ScoreMembers {
  constructor(
    private readonly purchases: MemberPurchasesReader,
    private readonly scores: Scores,
    private readonly transactions: Transactions,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /** @returns members with a purchase by then; the others have no score */
  async execute(
    context: ScoringContext,
    members: readonly ScoredMember[],
    { asOf, scale }: { readonly asOf: Date; readonly scale: PercentileScale },
  ): Promise<ScoredNow[]> {
    const factsReadAt = this.clock.now();
    const known = await this.readKnown(context, members, asOf);
    const subjects = known.map(({ member, known: each }) => ({
      known: each,
      daysToPointsExpiry: daysUntil(member.pointsExpireAt, asOf),
      daysToTierReview: daysUntil(member.tierReviewAt, asOf),
    }));
    const { program, version, model } = context;
    const scored = scoreMembers(model, subjects, scale, calendarDay(asOf, program.timeZone));
    await this.transactions.run(async () => {
      const changes = await this.scores.save({
        programId: program.programId,
        modelVersion: version,
        horizonDays: model.stored.horizonDays,
        snapshotId: scale.snapshotId,
        scoredAt: asOf,
        factsReadAt,
        flags: model.stored.flags,
        scores: scored,
      });
      await this.tell(context, changes, factsReadAt);
    });
    return known.flatMap((each, index) => {
      const score = scored[index];
      return score ? [{ ...each, score }] : [];
    });
  }

  async readKnown(
    { program }: ScoringContext,
    members: readonly ScoredMember[],
    asOf: Date,
  ): Promise<{ member: ScoredMember; known: KnownMember }[]> {
    const today = calendarDay(asOf, program.timeZone);
    const facts = await this.purchases.purchases(
      { ...program, asOf },
      members.map(({ memberId }) => memberId),
    );
    return members.flatMap((member, index) => {
      const all = facts[index];
      const known = all && knownByDay(all, today);
      return known ? [{ member, known }] : [];
    });
  }

  private async tell(
    { program: { programId }, version }: ScoringContext,
    changes: readonly LevelChange[],
    at: Date,
  ): Promise<void> {
    await this.outbox.append(
      changes.map(({ memberId, from, to, score }) => ({
        type: 'churn.risk-level-changed.v1' as const,
        programId,
        memberId,
        occurredAt: at,
        recordedAt: at,
        data: { from, to, score, modelVersion: version },
      })),
    );
  }
}

function daysUntil(at: Date | null, asOf: Date): number | null {
  return at === null ? null : (at.getTime() - asOf.getTime()) / dayMs;
}
