import { gaussLegendre } from '../numeric/gauss-legendre.js';

const { log, exp, expm1, log1p } = Math;

const few = gaussLegendre(8);
const many = gaussLegendre(16);
/** Beyond a fall by e^−60 nothing is added any more. */
const fallMax = 60;
const panelsMax = 16;

/** (α + τ)^−p · (β + τ)^−q over [from, to]. */
export interface PowerProduct {
  readonly alpha: number;
  readonly p: number;
  readonly beta: number;
  readonly q: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The points at which a product of powers is integrated, so that integrals of the product times something smooth come in one
 * pass: Σ weights · something ≈ e^−logScale · ∫ product · something.
 *
 * Published as a difference of two ₂F₁, which cancels as t_x nears T and overflows at large x. The integrand is positive and smooth
 * in ln(min(α, β) + τ), where Gauss–Legendre gives 1e-12 with 8 to 48 points.
 */
export class PowerIntegral {
  private readonly capacity = panelsMax * many.points.length;
  readonly logAlphas = new Float64Array(this.capacity);
  readonly logBetas = new Float64Array(this.capacity);
  readonly weights = new Float64Array(this.capacity);
  size = 0;
  logScale = 0;

  place(product: PowerProduct): void {
    const { alpha, p, beta, q, from, to } = product;
    const near = Math.min(alpha, beta) + from;
    const logAt = (u: number): number => {
      const moved = from + near * expm1(u);
      return -p * log(alpha + moved) - q * log(beta + moved) + u;
    };
    this.size = 0;
    this.logScale = logAt(0);
    let length = log1p((to - from) / near);
    if (!(length > 0)) return;
    let fall = this.logScale - logAt(length);
    if (fall > fallMax) {
      length = this.shortened(length, logAt);
      fall = fallMax;
    }
    const isEasy = Math.abs(fall) <= 6 && length <= 1.5;
    const { points, weights } = isEasy ? few : many;
    const panels = isEasy ? 1 : Math.min(panelsMax, Math.ceil(Math.max(Math.abs(fall) / 20, length / 4)));
    const width = length / panels;
    for (let panel = 0; panel < panels; panel++) {
      for (let index = 0; index < points.length; index++) {
        const u = width * (panel + (points[index] ?? 0));
        const moved = from + near * expm1(u);
        const logAlpha = log(alpha + moved);
        const logBeta = log(beta + moved);
        this.logAlphas[this.size] = logAlpha;
        this.logBetas[this.size] = logBeta;
        this.weights[this.size] =
          near * width * (weights[index] ?? 0) * exp(-p * logAlpha - q * logBeta + u - this.logScale);
        this.size++;
      }
    }
  }

  /** ln ∫ product; −∞ for an empty interval. */
  logIntegral(product: PowerProduct): number {
    this.place(product);
    let sum = 0;
    for (let index = 0; index < this.size; index++) sum += this.weights[index] ?? 0;
    return this.logScale + log(sum);
  }

  /** The length after which the integrand has fallen by e^−60. */
  private shortened(length: number, logAt: (u: number) => number): number {
    let [near, far] = [0, length];
    for (let halving = 0; halving < 30; halving++) {
      const middle = (near + far) / 2;
      if (this.logScale - logAt(middle) < fallMax) near = middle;
      else far = middle;
    }
    return far;
  }
}
