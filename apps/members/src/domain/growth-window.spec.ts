import { windowsOf, windowStart } from './growth-window.js';

describe('windowStart', () => {
  it.each([
    ['2026-11-21', '2025-11-22'],
    ['2026-02-28', '2025-03-01'],
    // 29 February has no day a year before: the window begins where that of the 28th does.
    ['2028-02-29', '2027-03-01'],
    ['2028-02-28', '2027-03-01'],
    ['2026-12-31', '2026-01-01'],
  ])('of twelve months to %s is %s', (day, start) => {
    expect(windowStart(day, 12)).toBe(start);
  });
});

describe('windowsOf', () => {
  it('sums the days of each window, in any order of days, and lets go of what is too old', () => {
    const days = [
      { day: '2026-03-01', value: 5 },
      { day: '2025-03-01', value: 100 },
      { day: '2025-03-02', value: 20 },
      { day: '2026-02-28', value: 1 },
    ];
    expect(windowsOf(days, 12)).toEqual([
      { day: '2025-03-01', value: 100 },
      { day: '2025-03-02', value: 120 },
      { day: '2026-02-28', value: 121 },
      { day: '2026-03-01', value: 26 },
    ]);
  });
});
