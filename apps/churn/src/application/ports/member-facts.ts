/** What other services said of a member; what is absent stays as it was. */
export interface MemberFact {
  readonly programId: string;
  readonly memberId: string;
  readonly status?: string;
  readonly tier?: string;
  readonly enteredSegment?: string;
  /** Takes effect only where it is the segment that the member is known to be in: leaving one and entering another come in no order. */
  readonly leftSegment?: string;
  readonly pointsExpireAt?: string;
  readonly tierReviewAt?: string;
}

export abstract class MemberFacts {
  /** In the order in which they happened to each member: newest wins. */
  abstract learn(facts: readonly MemberFact[]): Promise<void>;
}
