import type { CohortMovement } from '../../domain/liability.js';

export abstract class LiabilityReader {
  /**
   * Everything that moved up to an instant, summed by the month in which its lot was earned and the month in which it moved. Reads
   * the programme's ledger once.
   */
  abstract movements(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly until: Date;
    /** IANA zone: months are the programme's. */
    readonly timeZone: string;
  }): Promise<CohortMovement[]>;
}
