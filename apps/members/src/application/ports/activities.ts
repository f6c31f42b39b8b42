export interface Activity {
  readonly id: string;
  readonly programId: string;
  readonly eventId: string;
  readonly memberId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of everything but the member. */
  readonly contentHash: string;
  /** The member reference as it was sent; kept as a keyed hash. */
  readonly reference: string;
}

export interface RecordedActivity {
  readonly id: string;
  readonly memberId: string;
  readonly contentHash: string;
  readonly sameReference: boolean;
}

export abstract class Activities {
  /**
   * @param asked the reference of each is compared with the one that was sent first
   * @returns what is there under each event id, same order
   */
  abstract find(
    programId: string,
    asked: readonly { readonly eventId: string; readonly reference: string }[],
  ): Promise<readonly (RecordedActivity | undefined)[]>;

  /**
   * @param activities of one programme, each event id once
   * @returns the event ids that this call took; what another one has taken is not written
   */
  abstract add(activities: readonly Activity[]): Promise<ReadonlySet<string>>;
}
