/** One line of the report: a published number beside ours. */
export interface Check {
  readonly name: string;
  /** What was published, as printed in the report. */
  readonly published: string;
  readonly ours: string;
  readonly tolerance: string;
  readonly holds: boolean;
}

/** The checks that one file allows. */
export interface CheckGroup {
  readonly title: string;
  readonly file: string;
  readonly run: (path: string) => Promise<Check[]>;
}

export function within(name: string, published: number, ours: number, tolerance: number): Check {
  return {
    name,
    published: String(published),
    ours: short(ours),
    tolerance: `± ${tolerance}`,
    holds: Math.abs(ours - published) <= tolerance,
  };
}

/** Against a number that is zero, zero is asked for: what underflows must be 0, never NaN. */
export function relative(name: string, published: number, ours: number, tolerance: number): Check {
  return {
    name,
    published: short(published),
    ours: short(ours),
    tolerance: `${tolerance} rel.`,
    holds: Math.abs(ours - published) <= tolerance * Math.abs(published),
  };
}

export function exactly(name: string, published: number, ours: number): Check {
  return { name, published: String(published), ours: String(ours), tolerance: 'exact', holds: published === ours };
}

export function atLeast(name: string, least: number, ours: number): Check {
  return { name, published: `≥ ${least}`, ours: short(ours), tolerance: 'bound', holds: ours >= least };
}

export function atMost(name: string, most: number, ours: number): Check {
  return { name, published: `≤ ${most}`, ours: short(ours), tolerance: 'bound', holds: ours <= most };
}

function short(value: number): string {
  return Math.abs(value) >= 1_000 ? value.toFixed(4) : String(Number(value.toPrecision(9)));
}
