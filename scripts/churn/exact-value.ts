const digits = 9;
const scale = 10 ** digits;
const decimal = /^\+?(\d+)(?:\.(\d+))?$/;

/**
 * A value in billionths, exact, so that a day's sum does not depend on how the day was split or in which order it came.
 * @returns undefined for what is not a plain decimal ≥ 0; digits after the ninth are cut
 */
export function parseValue(text: string): bigint | undefined {
  const match = decimal.exec(text);
  if (!match) return undefined;
  return BigInt((match[1] ?? '') + (match[2] ?? '').slice(0, digits).padEnd(digits, '0'));
}

export function toNumber(value: bigint): number {
  return Number(value) / scale;
}
