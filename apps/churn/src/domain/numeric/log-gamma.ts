const asymptoticMin = 10;
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * ln Γ(x) for x > 0, to 1e-14 relative away from its zeros at 1 and 2.
 * Source: Stirling's series after shifting x above 10 (Abramowitz & Stegun 6.1.15, 6.1.41).
 */
export function logGamma(x: number): number {
  let product = 1;
  while (x < asymptoticMin) {
    product *= x;
    x += 1;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188)))));
  return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + series - Math.log(product);
}

/**
 * ψ(x), the derivative of ln Γ, for x > 0.
 * Source: Abramowitz & Stegun 6.3.5, 6.3.18.
 */
export function digamma(x: number): number {
  let shift = 0;
  while (x < asymptoticMin) {
    shift += 1 / x;
    x += 1;
  }
  const square = 1 / (x * x);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))));
  return Math.log(x) - 0.5 / x - series - shift;
}

/**
 * ψ′(x), for x > 0.
 * Source: Abramowitz & Stegun 6.4.12, 6.4.6.
 */
export function trigamma(x: number): number {
  let shift = 0;
  while (x < asymptoticMin) {
    shift += 1 / (x * x);
    x += 1;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse * square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66)))));
  return shift + inverse + 0.5 * square + series;
}
