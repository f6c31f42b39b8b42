/** An exact number ≥ 0; the denominator is > 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

export function times({ numerator, denominator }: Fraction, by: Fraction): Fraction {
  return { numerator: numerator * by.numerator, denominator: denominator * by.denominator };
}

/** < 0, 0 or > 0, as for sorting upwards. */
export function compare(one: Fraction, other: Fraction): number {
  const [left, right] = [one.numerator * other.denominator, other.numerator * one.denominator];
  return left < right ? -1 : left > right ? 1 : 0;
}

export function floorOf({ numerator, denominator }: Fraction): bigint {
  return numerator / denominator;
}

export function ceilOf({ numerator, denominator }: Fraction): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** Rounded down once, after every part of it was added. */
export function floorOfSum(parts: readonly Fraction[]): bigint {
  let numerator = 0n;
  let denominator = 1n;
  for (const part of parts) {
    // The parts of a receipt have few different denominators: most of them fit into the sum's.
    if (denominator % part.denominator !== 0n) {
      const common = (denominator * part.denominator) / commonDivisor(denominator, part.denominator);
      numerator *= common / denominator;
      denominator = common;
    }
    numerator += part.numerator * (denominator / part.denominator);
  }
  return numerator / denominator;
}

/** What a floor leaves behind. */
export function remainderOf({ numerator, denominator }: Fraction): Fraction {
  return { numerator: numerator % denominator, denominator };
}

function commonDivisor(one: bigint, other: bigint): bigint {
  let [left, right] = [one, other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

/** A decimal of a document, which has at most three places. */
export function decimal(value: number): Fraction {
  return { numerator: BigInt(Math.round(value * 1_000)), denominator: 1_000n };
}
