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

export interface Enrolment {
  readonly programId: string;
  readonly memberId: string;
  readonly enrolledAt: Date;
}

export interface StatusChange {
  readonly programId: string;
  readonly memberId: string;
  readonly status: string;
  /** The event's place among its member's events: newest wins. */
  readonly memberSeq: number;
}

type HistoryQuestions = readonly { readonly memberId: string; readonly at: Date }[];

/** What points has learned about members from their events, as a history. */
export abstract class MemberHistoryStore {
  abstract recordLevels(changes: readonly LevelChange[]): Promise<void>;
  abstract recordSegments(changes: readonly SegmentChange[]): Promise<void>;

  /** Tier levels at instants as known now, same order; null before the first known one. */
  abstract levelsAt(programId: string, questions: HistoryQuestions): Promise<readonly (string | null)[]>;

  /** Segments that members were in at instants as known now, same order. */
  abstract segmentsAt(programId: string, questions: HistoryQuestions): Promise<readonly (readonly string[])[]>;

  /** Each member at most once. */
  abstract recordStatuses(changes: readonly StatusChange[]): Promise<void>;

  /** What members are now; one of whom nothing was told is absent. Who was merged is `merged`. */
  abstract statusesOf(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** A member enrols once: what is known stays. */
  abstract recordEnrolments(enrolments: readonly Enrolment[]): Promise<void>;

  /** When members enrolled; those that are not known are absent. */
  abstract enrolledAt(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
}
