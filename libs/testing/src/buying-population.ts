/** x, t_x, T and z of one simulated customer; times in weeks, whole days. */
export interface SimulatedHistory {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  readonly meanValue: number;
}

export interface PopulationOptions {
  readonly customers: number;
  /** Numbers in [0, 1); the same stream, the same customers. */
  readonly random: () => number;
  /** Gamma distributed purchases a week; by default as fitted to CDNOW. */
  readonly r?: number;
  readonly alpha?: number;
  /** Beta distributed chance to leave after each purchase, the first one too; null: nobody ever leaves. */
  readonly leaving?: { readonly a: number; readonly b: number } | null;
  readonly weeksMin?: number;
  readonly weeksMax?: number;
}

const daysPerWeek = 7;
const asCdnow = { r: 0.5248, alpha: 6.1831, leaving: { a: 0.8914, b: 1.614 }, weeksMin: 27, weeksMax: 39 };

/** Customers who buy and leave as MBG/NBD says, seen by calendar day. */
export function simulateBuyers(options: PopulationOptions): SimulatedHistory[] {
  const { customers, random, r, alpha, leaving, weeksMin, weeksMax } = { ...asCdnow, ...options };
  return Array.from({ length: customers }, () => {
    const days = Math.floor(daysPerWeek * (weeksMin + random() * (weeksMax - weeksMin)));
    const ratePerDay = gamma(r, random) / alpha / daysPerWeek;
    const chance = leaving ? beta(leaving.a, leaving.b, random) : 0;
    const bought = new Set<number>();
    let at = 0;
    while (random() >= chance) {
      at -= Math.log(1 - random()) / ratePerDay;
      if (!(at <= days)) break;
      bought.add(Math.ceil(at));
    }
    const last = Math.max(0, ...bought);
    return {
      frequency: bought.size,
      recency: last / daysPerWeek,
      age: days / daysPerWeek,
      meanValue: bought.size === 0 ? 0 : Math.round(3_500 * gamma(2, random)) / 200 + 1,
    };
  });
}

/** Rate 1. Marsaglia & Tsang (2000); a shape below 1 by a power of a uniform draw. */
export function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

function beta(a: number, b: number, random: () => number): number {
  const left = gamma(a, random);
  return left / (left + gamma(b, random));
}
