import type { CurrencyRates } from '../../domain/growth-value.js';
import type { TierLadder } from '../../domain/tier-ladder.js';

export interface Program {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly rates: CurrencyRates;
}

/** Programmes with what is stated once and for all: zone, currency, rates, ladders by version. */
export abstract class Programs {
  /** @returns false where the code is taken, and nothing is written */
  abstract add(program: Program, ladder: TierLadder, recordedAt: Date): Promise<boolean>;
  abstract findByCode(code: string): Promise<Program | undefined>;
  /** @throws Error for a programme that nobody created: the gateway signs none of those */
  abstract get(programId: string): Promise<Program>;
  abstract find(programId: string): Promise<Program | undefined>;
  /** The ladder in force: the highest published version. */
  abstract ladder(programId: string): Promise<TierLadder>;
}
