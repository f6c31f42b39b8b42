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
  let sum = fraction(0);
  for (const part of parts) {
    sum =
      sum.denominator === part.denominator
        ? fraction(sum.numerator + part.numerator, sum.denominator)
        : reduced(
            sum.numerator * part.denominator + part.numerator * sum.denominator,
            sum.denominator * part.denominator,
          );
  }
  return floorOf(sum);
}

/** What a floor leaves behind. */
export function remainderOf({ numerator, denominator }: Fraction): Fraction {
  return { numerator: numerator % denominator, denominator };
}

/** Kept small: the parts of a receipt have few different denominators. */
function reduced(numerator: bigint, denominator: bigint): Fraction {
  let [left, right] = [numerator, denominator];
  while (right !== 0n) [left, right] = [right, left % right];
  return { numerator: numerator / left, denominator: denominator / left };
}

/** A decimal of a document, which has at most three places. */
export function decimal(value: number): Fraction {
  return { numerator: BigInt(Math.round(value * 1_000)), denominator: 1_000n };
}
