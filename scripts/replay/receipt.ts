import type { PurchaseDto } from '#contracts/public/purchase.dto';

/** A receipt of the file, ready to be posted. */
export interface Receipt {
  readonly body: PurchaseDto;
  readonly occurredAtMs: number;
  /** Lines of the file that it was read from, 1-based, both included. */
  readonly lines: { readonly first: number; readonly last: number };
}

/** A line that cannot be read, or says what cannot be. */
export interface RowProblem {
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

export interface ReceiptFile {
  /** In time order; receipts of one instant in the file's order. */
  readonly receipts: readonly Receipt[];
  readonly problems: readonly RowProblem[];
  /** Receipts left out because one of their lines is among the problems. */
  readonly skippedReceipts: number;
}

/** Thrown by a format's row reader, caught where rows are counted. */
export class RowError extends Error {
  constructor(
    message: string,
    readonly column?: string,
  ) {
    super(message);
  }
}
