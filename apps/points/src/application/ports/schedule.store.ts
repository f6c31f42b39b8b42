/** A due instant of a scheduled campaign, on its way through the members. */
export interface ScheduledRun {
  readonly campaign: string;
  readonly dueAt: Date;
}

export interface ScheduledMember {
  readonly memberId: string;
  /** Was there at the instant, as far as is known, and is nobody else by now. */
  readonly isServed: boolean;
}

/** How far scheduled campaigns have come. Writes join the ambient transaction. */
export abstract class ScheduleStore {
  /** Programmes that have ever published one. */
  abstract findPrograms(): Promise<string[]>;

  /**
   * Locks a run until the commit, beginning it where it is new.
   * @returns the last member that it was at, null before the first; undefined when it is over or somebody else is at it
   */
  abstract lockRun(programId: string, run: ScheduledRun): Promise<string | null | undefined>;

  /** The members after one of them, in the order of their ids. */
  abstract findMembers(
    programId: string,
    page: { readonly at: Date; readonly after: string | null; readonly first: number },
  ): Promise<ScheduledMember[]>;

  /** @param finishedAt null while more members follow */
  abstract advance(
    programId: string,
    run: ScheduledRun,
    to: { readonly after: string | null; readonly finishedAt: Date | null },
  ): Promise<void>;
}
