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

/** Members with what was known of them when it was read. */
export interface KnownMembers {
  readonly readAt: Date;
  readonly members: readonly { readonly member: ScoredMember; readonly known: KnownMember }[];
}

/** What members are scored against. */
export interface ScoringMoment {
  readonly asOf: Date;
  readonly scale: PercentileScale;
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

  /** Members without a purchase by then get no score. */
  async execute(context: ScoringContext, members: readonly ScoredMember[], moment: ScoringMoment): Promise<void> {
    const known = await this.readKnown(context, members, moment.asOf);
    await this.save(context, known, { ...moment, scores: this.compute(context, known, moment) });
  }

  /** @returns those of the members who had bought something by then */
  async readKnown({ program }: ScoringContext, members: readonly ScoredMember[], asOf: Date): Promise<KnownMembers> {
    const readAt = this.clock.now();
    const today = calendarDay(asOf, program.timeZone);
    const facts = await this.purchases.purchases(
      { ...program, asOf },
      members.map(({ memberId }) => memberId),
    );
    const known = members.flatMap((member, index) => {
      const all = facts[index];
      const each = all && knownByDay(all, today);
      return each ? [{ member, known: each }] : [];
    });
    return { readAt, members: known };
  }

  /** @returns shape (members), same order */
  compute(
    { program, model }: ScoringContext,
    { members }: KnownMembers,
    { asOf, scale }: ScoringMoment,
  ): MemberScore[] {
    const subjects = members.map(({ member, known }) => ({
      known,
      daysToPointsExpiry: daysUntil(member.pointsExpireAt, asOf),
      daysToTierReview: daysUntil(member.tierReviewAt, asOf),
    }));
    return scoreMembers(model, subjects, scale, calendarDay(asOf, program.timeZone));
  }

  /** Joins its caller's transaction where there is one. */
  async save(
    context: ScoringContext,
    { readAt }: KnownMembers,
    { asOf, scale, scores }: ScoringMoment & { readonly scores: readonly MemberScore[] },
  ): Promise<void> {
    const { program, version, model } = context;
    await this.transactions.run(async () => {
      const changes = await this.scores.save({
        programId: program.programId,
        modelVersion: version,
        horizonDays: model.stored.horizonDays,
        snapshotId: scale.snapshotId,
        scoredAt: asOf,
        factsReadAt: readAt,
        flags: model.stored.flags,
        scores,
      });
      await this.tell(context, changes, readAt);
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
