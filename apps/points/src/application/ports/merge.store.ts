/** What a merged member still has that no redemption would touch. */
export interface LeftBehind {
  readonly pendingLotIds: readonly string[];
  readonly openHoldIds: readonly string[];
  readonly debt: number;
}

/** Who turned out to be whom. Writes join the ambient transaction. */
export abstract class MergeStore {
  abstract recordMerge(
    programId: string,
    merge: { readonly mergedId: string; readonly survivorId: string; readonly mergedAt: Date },
  ): Promise<void>;
  /** Who stands for a member now, over any number of merges; undefined where the member is not merged. */
  abstract survivorOf(programId: string, memberId: string): Promise<string | undefined>;
  /** Locks the wallets of both, in order, and lists what the merged one has left. */
  abstract lockForMerge(
    programId: string,
    members: { readonly mergedId: string; readonly survivorId: string; readonly wallet: string },
  ): Promise<LeftBehind>;
  /**
   * Gives the survivor what the merged one has used of campaigns, added to their own, and the offers that are open or completed.
   * Under the lock of both wallets.
   */
  abstract moveCampaigns(
    programId: string,
    members: { readonly mergedId: string; readonly survivorId: string },
  ): Promise<void>;
  /** Merged members to whose wallets something came since. */
  abstract findLateComings(limit: number): Promise<{ readonly programId: string; readonly mergedId: string }[]>;
}
