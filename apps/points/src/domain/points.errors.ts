import { DomainError } from '#kernel/errors';

/** Refused: the balance is short. Retrying unchanged cannot succeed. */
export class InsufficientPointsError extends DomainError {
  readonly code = 'insufficient_points';
  override readonly data: { readonly available: number; readonly missing: number };
  constructor(requested: number, available: number) {
    super(`Requested ${requested} points, ${available} available.`);
    this.data = { available, missing: requested - available };
  }
}

/** Refused: the hold has been captured. */
export class AlreadyCapturedError extends DomainError {
  readonly code = 'already_captured';
  constructor() {
    super('The hold has already been captured.');
  }
}

/** Refused: the hold has been released, or its time is over. */
export class AlreadyReleasedError extends DomainError {
  readonly code = 'already_released';
  constructor() {
    super('The hold has already been released, or its time is over.');
  }
}

/** Refused: more than the hold has set aside. */
export class CaptureAboveHoldError extends DomainError {
  readonly code = 'insufficient_points';
  override readonly data: { readonly available: number; readonly missing: number };
  constructor(requested: number, held: number) {
    super(`Capture of ${requested} points, ${held} are held.`);
    this.data = { available: held, missing: requested - held };
  }
}

/** Refused: the programme does not redeem such a number of points, or not for such an amount. */
export class RedemptionRefusedError extends DomainError {
  readonly code = 'not_eligible';
  override readonly data: { readonly reason: RedemptionRefusal };
  constructor(reason: RedemptionRefusal, detail: string) {
    super(detail);
    this.data = { reason };
  }
}

export type RedemptionRefusal = 'below_minimum' | 'off_step' | 'above_amount' | 'no_value' | 'earn_only';
