/** A member's points that expire at one instant. */
export interface ExpiringPoints {
  readonly memberId: string;
  readonly wallet: string;
  readonly points: number;
  readonly expiresAt: Date;
}

export interface WarningWindow {
  readonly programId: string;
  readonly daysLeft: number;
  /** Instants after it… */
  readonly after: Date;
  /** …and up to it. */
  readonly until: Date;
  /** When a lot that is pending by its row is active by now. */
  readonly asOf: Date;
  readonly limit: number;
}

/** Who was warned of what. Everything joins the ambient transaction. */
export abstract class ExpiryWarningStore {
  /** Programmes in which something expires. */
  abstract programsWithExpiry(): Promise<string[]>;

  /**
   * Those that come next after whoever was warned last, in the order of (expiresAt, memberId); they count as warned. Empty too
   * where another process is warning this programme's members.
   */
  abstract takeNext(window: WarningWindow): Promise<ExpiringPoints[]>;
}
