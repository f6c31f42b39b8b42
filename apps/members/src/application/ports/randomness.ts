/** The system's randomness, for what nobody may guess. */
export abstract class Randomness {
  abstract digits(count: number): string;
  /** URL-safe text. */
  abstract token(bytes: number): string;
}
