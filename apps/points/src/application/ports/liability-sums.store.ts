/** Sums of what moved, built behind the postings. Everything joins the ambient transaction. */
export abstract class LiabilitySumsStore {
  /**
   * Adds the next range of the ledger that the chain has covered by an instant.
   * @param question.aheadMs how far ahead of its recording something may have happened
   * @returns false where there is none, or another process is at it
   */
  abstract addNext(question: {
    readonly wallet: string;
    readonly linkedBy: Date;
    readonly aheadMs: number;
  }): Promise<boolean>;
}
