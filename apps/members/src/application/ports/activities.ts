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
  /** @param reference is compared with the one that was sent first */
  abstract find(programId: string, eventId: string, reference: string): Promise<RecordedActivity | undefined>;
  /** @returns false where the eventId is taken, and nothing is written */
  abstract add(activity: Activity): Promise<boolean>;
}
