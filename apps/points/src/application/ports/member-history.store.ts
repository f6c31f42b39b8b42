export interface LevelChange {
  readonly programId: string;
  readonly memberId: string;
  readonly ladder: string;
  readonly level: string;
  readonly since: Date;
  /** The event's place among its member's events: newest wins. */
  readonly memberSeq: number;
}

export interface SegmentChange {
  readonly programId: string;
  readonly memberId: string;
  readonly segment: string;
  readonly entered: boolean;
  readonly since: Date;
  readonly memberSeq: number;
}

/** What points has learned about members from their events, as a history. */
export abstract class MemberHistoryStore {
  abstract recordLevels(changes: readonly LevelChange[]): Promise<void>;
  abstract recordSegments(changes: readonly SegmentChange[]): Promise<void>;

  /** Tier levels at instants as known now, same order; null before the first known one. */
  abstract levelsAt(
    programId: string,
    questions: readonly { readonly memberId: string; readonly at: Date }[],
  ): Promise<readonly (string | null)[]>;
}
