import { type CohortMovement, liabilityOf } from './liability.js';

const movement = (cohort: string, month: string, account: string, delta: number): CohortMovement => ({
  cohort,
  month,
  account,
  up: Math.max(0, delta),
  down: Math.max(0, -delta),
});
const earned = (cohort: string, points: number): CohortMovement[] => [
  movement(cohort, cohort, 'issued', -points),
  movement(cohort, cohort, 'available', points),
];
const expired = (cohort: string, month: string, points: number): CohortMovement[] => [
  movement(cohort, month, 'expired', points),
  movement(cohort, month, 'available', -points),
];

describe('liabilityOf', () => {
  it('adds up what became of the points of each month', () => {
    const { cohorts, totals } = liabilityOf(
      [
        ...earned('2026-01', 100),
        movement('2026-01', '2026-02', 'redeemed', 30),
        movement('2026-01', '2026-02', 'available', -30),
        ...expired('2026-01', '2026-03', 20),
        ...earned('2026-02', 50),
        { cohort: null, month: '2026-02', account: 'debt', up: 1, down: 5 },
      ],
      '2026-04',
    );
    expect(cohorts).toMatchObject([
      { month: '2026-01', issued: 100, redeemed: 30, expired: 20, outstanding: 50, breakage: { soFar: 0.2 } },
      { month: '2026-02', issued: 50, redeemed: 0, expired: 0, outstanding: 50, breakage: { soFar: 0 } },
    ]);
    expect(totals).toMatchObject({ issued: 150, outstanding: 100, debt: 4 });
  });

  it('expects of a young cohort what the older ones did at the ages to come', () => {
    const { cohorts, development } = liabilityOf(
      [
        ...earned('2026-01', 100),
        ...expired('2026-01', '2026-03', 40),
        ...earned('2026-02', 300),
        ...expired('2026-02', '2026-04', 60),
        ...earned('2026-04', 200),
      ],
      '2026-05',
    );
    // Of 400 points that are past the age of two months 100 expired at it.
    expect(development.map(({ rate }) => rate)).toEqual([0, 0, 0.25, 0]);
    expect(cohorts.map(({ breakage }) => breakage.expectedPoints)).toEqual([0, 0, 50]);
    expect(cohorts[2]?.breakage).toMatchObject({ soFar: 0, ultimate: 0.25 });
  });

  it('never expects more to expire than a cohort has left', () => {
    const { cohorts } = liabilityOf(
      [
        ...earned('2026-01', 100),
        ...expired('2026-01', '2026-02', 100),
        ...earned('2026-02', 100),
        movement('2026-02', '2026-02', 'redeemed', 90),
        movement('2026-02', '2026-02', 'available', -90),
      ],
      '2026-03',
    );
    expect(cohorts[1]?.breakage).toEqual({ soFar: 0, ultimate: 0.1, expectedPoints: 10 });
  });
});
