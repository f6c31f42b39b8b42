/** Probabilities and shares are whole millionths from here on, so that every sum is exact. */
export const one = 1_000_000;

const weights = { probability: 40, impact: 35, urgency: 25 } as const;

export type RiskLevel = 'basic' | 'warning' | 'crisis';

/** In millionths, each 0 … 1,000,000. */
export interface RiskParts {
  /** P: that the member buys nothing within the horizon. */
  readonly probability: number;
  /** I: mid-rank of the member's value if retained among active members. */
  readonly impact: number;
  /** U: how overdue the member is, or how near a deadline. */
  readonly urgency: number;
}

export interface RiskScore {
  /** 0 … 100, rounded half up from `exact`. */
  readonly score: number;
  /** 40 P + 35 I + 25 U in millionths of a point. */
  readonly exact: number;
  readonly level: RiskLevel;
}

/** A priority for action, not a probability. All whole numbers below 2^53, so that rounding half up is exact. */
export function riskScore({ probability, impact, urgency }: RiskParts): RiskScore {
  const exact = weights.probability * probability + weights.impact * impact + weights.urgency * urgency;
  const score = Math.floor((exact + one / 2) / one);
  return { score, exact, level: levelOf(score) };
}

/** basic 0–50, warning 51–80, crisis 81–100, on the rounded score. */
export function levelOf(score: number): RiskLevel {
  if (score <= 50) return 'basic';
  return score <= 80 ? 'warning' : 'crisis';
}

/** @param share 0 … 1; what is beyond is cut off, what is not a number counts as 0 */
export function millionths(share: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * one);
}

export const riskWeights = weights;
