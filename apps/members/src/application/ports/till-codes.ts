import type { SigningKey } from '../../domain/till-code.js';

/** The key that signs till codes. */
export abstract class TillCodeKey {
  abstract readonly key: SigningKey;
}

export interface CodeUse {
  readonly number: number;
  readonly slot: number;
  readonly transactionId: string;
}

export abstract class CodeUses {
  /**
   * Binds each code to its first transaction, for ever: an upload of years ago is judged as then.
   * @returns whether the transaction is the one that the code is bound to; same order
   */
  abstract bind(programId: string, uses: readonly CodeUse[], at: Date): Promise<readonly boolean[]>;
}
