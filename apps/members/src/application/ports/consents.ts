import type { Consent } from './members.js';

/** A consent as somebody gave or withdrew it. */
export interface ConsentFact {
  readonly memberId: string;
  readonly purpose: string;
  readonly channel: string | null;
  readonly granted: boolean;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  /** Who recorded it: type and id of the actor. */
  readonly recordedBy: string;
}

/** The ledger of consents: facts are added, never changed; the newest of a purpose and channel is what holds. */
export abstract class Consents {
  abstract append(programId: string, facts: readonly ConsentFact[]): Promise<void>;
  abstract current(programId: string, memberId: string): Promise<readonly Consent[]>;
}
