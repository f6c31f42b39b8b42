import type { PercentileScale } from '../../domain/scoring/percentile-scale.js';
import type { RiskLevel } from '../../domain/scoring/risk-score.js';
import type { MemberScore } from '../../domain/scoring/score-members.js';
import type { TouchedMember } from './purchase-facts.js';
import type { RiskCell } from '../../domain/watch/risk-cells.js';

/** A member's score as it stands. */
export interface ScoreRecord {
  readonly memberId: string;
  readonly modelVersion: string;
  readonly horizonDays: number;
  readonly scoredAt: Date;
  /** The night whose members the percentile compares with. */
  readonly snapshotId: string;
  readonly score: number;
  readonly level: RiskLevel;
  /** Millionths. */
  readonly probability: number;
  readonly impact: number;
  readonly urgency: number;
  readonly low: number;
  readonly high: number;
  readonly expectedPurchases: number;
  readonly lifetimeValueMinor: number;
  readonly valueIfRetainedMinor: number;
  readonly expectedLossMinor: number;
  readonly contributions: MemberScore['contributions'];
  readonly flags: readonly string[];
}

export interface ScorePoint {
  readonly memberId: string;
  readonly scoredAt: Date;
  readonly score: number;
  readonly level: RiskLevel;
  readonly probability: number;
  readonly modelVersion: string;
}

export interface ScoreBatch {
  readonly programId: string;
  readonly modelVersion: string;
  readonly horizonDays: number;
  readonly snapshotId: string;
  /** As of when. */
  readonly scoredAt: Date;
  /** When the facts were read: what was read later stays. */
  readonly factsReadAt: Date;
  readonly flags: readonly string[];
  readonly scores: readonly MemberScore[];
}

export interface LevelChange {
  readonly memberId: string;
  readonly from: RiskLevel;
  readonly to: RiskLevel;
  readonly score: number;
}

export abstract class Scores {
  /**
   * Runs in the transaction of its caller, so that level changes are told in the same commit.
   * @returns members that had another level before
   */
  abstract save(batch: ScoreBatch): Promise<LevelChange[]>;
  abstract read(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, ScoreRecord>>;
  /** Newest first, `first` of each member. */
  abstract history(programId: string, memberIds: readonly string[], first: number): Promise<ScorePoint[]>;
  /** Deletes what the members' history tells of earlier; what held then stays. */
  abstract forgetHistory(programId: string, memberIds: readonly string[], before: Date): Promise<void>;
  /** Members who are no longer scored: their score goes, and their history with it. */
  abstract forget(members: readonly TouchedMember[]): Promise<void>;
  abstract saveSnapshot(programId: string, scale: PercentileScale, takenAt: Date): Promise<void>;
  /** The one of this name; without a name the last one taken. */
  abstract snapshot(
    programId: string,
    snapshotId?: string,
  ): Promise<(PercentileScale & { readonly takenAt: Date }) | undefined>;
  abstract saveCells(programId: string, takenOn: string, cells: readonly RiskCell[]): Promise<void>;
}
