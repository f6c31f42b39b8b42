const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * A decimal price as integer minor units, rounded half up (away from zero) on its digits: no binary fraction is ever involved,
 * so 1.005 is 101 pence.
 *
 * @param digits minor digits of the currency
 * @returns undefined when the text is not a plain decimal or too large to be exact
 */
export function toMinor(text: string, digits: number): number | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const rounded = Number(fraction.charAt(digits) >= '5' ? kept + 1n : kept);
  if (!Number.isSafeInteger(rounded)) return undefined;
  return sign === '-' ? -rounded : rounded;
}

/** Whether a plain decimal is above zero, however small. */
export function isPositive(text: string): boolean {
  return DECIMAL.test(text) && !text.startsWith('-') && /[1-9]/.test(text);
}

/** A whole number in decimal digits, exact; undefined for anything else. */
export function toInteger(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
