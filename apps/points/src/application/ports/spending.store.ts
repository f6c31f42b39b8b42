import type { Hold } from '../../domain/ledger.js';

export interface TransferTotal {
  readonly memberId: string;
  /** Whole points sent so far. */
  readonly points: number;
}

/** What was said with a command and decides nothing: kept as sent. */
export interface SpendingDetails {
  readonly id: string;
  readonly memberId: string;
  readonly details: object;
}

export abstract class SpendingStore {
  /**
   * What members have sent on a day; those who have sent nothing are absent.
   * Read and written under the wallets' lock, which is what keeps two transfers from passing one limit.
   */
  abstract transferredOn(
    programId: string,
    date: string,
    memberIds: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  abstract recordTransferred(programId: string, date: string, totals: readonly TransferTotal[]): Promise<void>;
  abstract keepDetails(programId: string, details: readonly SpendingDetails[], recordedAt: Date): Promise<void>;
  abstract findHold(programId: string, holdId: string): Promise<(Hold & { readonly memberId: string }) | undefined>;
}
