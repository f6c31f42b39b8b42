import type { CohortMovement } from '../../domain/liability.js';

export abstract class LiabilityReader {
  /**
   * Everything that moved up to an instant, summed by the month in which its lot was earned and the month in which it moved. Of the
   * ledger it reads what is not summed up yet, and of an earlier instant the day that it is in.
   */
  abstract movements(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly until: Date;
    /** IANA zone: months are the programme's. */
    readonly timeZone: string;
  }): Promise<CohortMovement[]>;
}
