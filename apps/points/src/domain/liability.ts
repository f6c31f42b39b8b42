/** What moved on one account in one month, of lots that were earned in one month. */
export interface CohortMovement {
  /** `YYYY-MM` in the programme's zone; null for debt, which is of no lot. */
  readonly cohort: string | null;
  /** `YYYY-MM` in which it moved. */
  readonly month: string;
  readonly account: string;
  /** Sum of the deltas above 0. */
  readonly up: number;
  /** Sum of the deltas below 0, without their sign. */
  readonly down: number;
}

/** Points that were earned in one month, and what became of them. */
export interface CohortFigures {
  readonly issued: number;
  readonly clawedBack: number;
  /** Less what was given back. */
  readonly redeemed: number;
  /** Less what was taken back of it. */
  readonly expired: number;
  /** By operators, given less taken. */
  readonly adjusted: number;
  /** From other members less to them: what came keeps its month. */
  readonly transferred: number;
  /** Available, pending or held: what members may still spend. */
  readonly outstanding: number;
}

export interface Cohort extends CohortFigures {
  readonly month: string;
  readonly breakage: Breakage;
}

export interface Breakage {
  /** Of what came in, the part that has expired so far; null where nothing came in. */
  readonly soFar: number | null;
  /** Of what came in, the part that will have expired in the end. */
  readonly ultimate: number | null;
  /** Points of the outstanding that will expire. */
  readonly expectedPoints: number;
}

export interface Liability {
  readonly cohorts: readonly Cohort[];
  readonly totals: CohortFigures & { readonly debt: number; readonly breakage: Breakage };
  /** Of what came in, the part that expires in the month of this age. */
  readonly development: readonly { readonly ageMonths: number; readonly rate: number }[];
}

/**
 * Liability by cohort, with a forecast of breakage by the additive chain ladder: for each age in months, the points that expired
 * at it over what came in, summed over all cohorts that are past that age. What a cohort has not lived through yet is expected to
 * go like that, within what it has left; ages that no cohort has reached count as 0.
 *
 * @param asOfMonth `YYYY-MM`: the month that is not over yet
 */
export function liabilityOf(movements: readonly CohortMovement[], asOfMonth: string): Liability {
  const byCohort = Map.groupBy(movements, ({ cohort }) => cohort);
  const cohorts = [...byCohort]
    .flatMap(([month, own]) => (month === null ? [] : [cohortOf(month, own, asOfMonth)]))
    .sort((one, other) => (one.month < other.month ? -1 : 1));
  const development = developmentOf(cohorts);
  const told = cohorts.map((cohort) => ({
    month: cohort.month,
    ...cohort.figures,
    breakage: breakageOf(cohort, development),
  }));
  const figures = figuresOf(movements);
  const expectedPoints = told.reduce((sum, { breakage }) => sum + breakage.expectedPoints, 0);
  const base = baseOf(figures);
  return {
    cohorts: told,
    totals: {
      ...figures,
      debt: sumOf(movements, 'debt', ({ up, down }) => down - up),
      breakage: {
        soFar: rateOf(figures.expired, base),
        ultimate: rateOf(figures.expired + expectedPoints, base),
        expectedPoints,
      },
    },
    development: development.map((rate, ageMonths) => ({ ageMonths, rate })),
  };
}

interface CohortInWork {
  readonly month: string;
  readonly figures: CohortFigures;
  /** What came in and was not taken back. */
  readonly base: number;
  /** Expired points by age in months, for the ages that the cohort has lived through. */
  readonly expiredByAge: readonly number[];
}

function cohortOf(month: string, movements: readonly CohortMovement[], asOfMonth: string): CohortInWork {
  const figures = figuresOf(movements);
  const agesLived = Math.max(0, monthIndex(asOfMonth) - monthIndex(month));
  const expiredByAge = new Array<number>(agesLived).fill(0);
  for (const { account, month: moved, up, down } of movements) {
    const age = Math.max(0, monthIndex(moved) - monthIndex(month));
    if (account === 'expired' && age < agesLived) expiredByAge[age] = (expiredByAge[age] ?? 0) + up - down;
  }
  return { month, figures, base: baseOf(figures), expiredByAge };
}

function developmentOf(cohorts: readonly CohortInWork[]): number[] {
  const agesMax = Math.max(0, ...cohorts.map(({ expiredByAge }) => expiredByAge.length));
  return Array.from({ length: agesMax }, (_, age) => {
    const lived = cohorts.filter(({ expiredByAge }) => expiredByAge.length > age);
    const expired = lived.reduce((sum, { expiredByAge }) => sum + (expiredByAge[age] ?? 0), 0);
    return (
      rateOf(
        expired,
        lived.reduce((sum, { base }) => sum + base, 0),
      ) ?? 0
    );
  });
}

function breakageOf({ figures, base, expiredByAge }: CohortInWork, development: readonly number[]): Breakage {
  const lived = expiredByAge.reduce((sum, points) => sum + points, 0);
  const toCome = development.slice(expiredByAge.length).reduce((sum, rate) => sum + rate, 0);
  // What has expired in the month that is not over is a part of what was to come in it.
  const expected = Math.round(lived + base * toCome) - figures.expired;
  const expectedPoints = Math.min(Math.max(0, expected), Math.max(0, figures.outstanding));
  return {
    soFar: rateOf(figures.expired, base),
    ultimate: rateOf(figures.expired + expectedPoints, base),
    expectedPoints,
  };
}

function figuresOf(movements: readonly CohortMovement[]): CohortFigures {
  const net = ({ up, down }: CohortMovement): number => up - down;
  const given = ({ up, down }: CohortMovement): number => down - up;
  return {
    issued: sumOf(movements, 'issued', ({ down }) => down),
    clawedBack: sumOf(movements, 'issued', ({ up }) => up),
    redeemed: sumOf(movements, 'redeemed', net),
    expired: sumOf(movements, 'expired', net),
    adjusted: sumOf(movements, 'adjusted', given),
    transferred: sumOf(movements, 'transferred', given),
    outstanding: sumOf(movements, 'available', net) + sumOf(movements, 'pending', net) + sumOf(movements, 'held', net),
  };
}

function baseOf({ issued, clawedBack, adjusted, transferred }: CohortFigures): number {
  return Math.max(0, issued - clawedBack + adjusted + transferred);
}

function sumOf(
  movements: readonly CohortMovement[],
  account: string,
  of: (movement: CohortMovement) => number,
): number {
  return movements.reduce((sum, movement) => (movement.account === account ? sum + of(movement) : sum), 0);
}

function rateOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 1e6) / 1e6 : null;
}

function monthIndex(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}
