/** Points and weights on [0, 1]. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre quadrature on [0, 1], exact for polynomials up to degree 2 × order − 1.
 * Source: Newton's iteration on the three-term recurrence (Abramowitz & Stegun 22.7.10, 25.4.29).
 */
export function gaussLegendre(order: number): Quadrature {
  const points = new Float64Array(order);
  const weights = new Float64Array(order);
  for (let index = 0; index < order; index++) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 100; iteration++) {
      let [previous, current] = [1, x];
      for (let degree = 2; degree <= order; degree++) {
        [previous, current] = [current, ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree];
      }
      slope = (order * (x * current - previous)) / (x * x - 1);
      const correction = current / slope;
      x -= correction;
      if (Math.abs(correction) < 1e-16) break;
    }
    points[index] = (1 - x) / 2;
    weights[index] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
