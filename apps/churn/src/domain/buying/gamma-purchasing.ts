/**
 * What the models share: while active, a member buys as a Poisson process whose rate is gamma distributed with shape r and rate α
 * over members (Ehrenberg's NBD). After x purchases in T the rate has shape r + x and rate α + T.
 */
export interface GammaPurchasing {
  readonly r: number;
  readonly alpha: number;
}

/** P(at least one purchase in (T, T + horizon] | active throughout). */
export function probabilityOfAny(
  { r, alpha }: GammaPurchasing,
  { frequency, age }: { readonly frequency: number; readonly age: number },
  horizon: number,
): number {
  return -Math.expm1(-(r + frequency) * Math.log1p(horizon / (alpha + age)));
}

/** 1 − ((α + t_x) / (α + T))^(r + x): that an active member would have bought since t_x. */
export function overdue(
  { r, alpha }: GammaPurchasing,
  { frequency, recency, age }: { readonly frequency: number; readonly recency: number; readonly age: number },
): number {
  return -Math.expm1(-(r + frequency) * Math.log1p((age - recency) / (alpha + recency)));
}
