const thousandthsPerUnit = 1_000;

/**
 * A quantity as a whole number of thousandths, exact.
 * @returns undefined where it is not above 0 or has more than 3 decimals
 */
export function thousandthsOf(quantity: number): number | undefined {
  // Parsing a decimal of at most 3 places gives the number nearest to k / 1000: nothing else equals it.
  const whole = Math.round(quantity * thousandthsPerUnit);
  return whole > 0 && Number.isSafeInteger(whole) && whole / thousandthsPerUnit === quantity ? whole : undefined;
}

export function quantityOf(thousandths: number): number {
  return thousandths / thousandthsPerUnit;
}
