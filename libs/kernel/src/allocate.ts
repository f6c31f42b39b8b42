/**
 * Splits a whole amount in proportion to weights so that the parts sum to it exactly (largest remainder; ties go to the
 * earlier weight). Exact in integers: products beyond 2^53 are formed as bigint.
 *
 * @param total   whole units, ≥ 0
 * @param weights whole numbers, ≥ 0; when all are zero the parts are all zero
 * @returns one part a weight, same order, each ≥ 0; they sum to `total` unless all weights are zero
 */
export function allocate(total: number, weights: readonly (number | bigint)[]): number[] {
  const sum = weights.reduce<bigint>((left, right) => left + BigInt(right), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, whole: Number(product / sum), remainder: product % sum };
  });
  const parts = shares.map((share) => share.whole);
  const left = total - parts.reduce((one, other) => one + other, 0);
  const byRemainder = [...shares].sort((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
  );
  for (const share of byRemainder.slice(0, left)) parts[share.index] = (parts[share.index] ?? 0) + 1;
  return parts;
}
