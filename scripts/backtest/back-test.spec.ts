import type { BackTestPage } from '#contracts/internal/campaigns';
import { totalsOf } from './back-test-totals.js';
import { describe as describeTotals } from './describe.js';

const cny = (amountMinor: number) => [{ currency: 'CNY', amountMinor }];
const page = (changes: BackTestPage['changes'], next: string | null): BackTestPage => ({
  contentHash: 'h',
  version: 2,
  total: next === null ? null : 4,
  purchases: 2,
  members: 2,
  winners: 1,
  losers: 1,
  published: {
    points: 1_000,
    worth: cny(1_000),
    campaigns: [{ code: 'base', version: 1, points: 1_000, uses: 2, worth: cny(1_000), budget: null }],
  },
  drafted: {
    points: 1_500,
    worth: cny(1_500),
    campaigns: [
      { code: 'base', version: 1, points: 1_000, uses: 2, worth: cny(1_000), budget: null },
      { code: 'double', version: 2, points: 500, uses: 1, worth: cny(500), budget: { points: 800 } },
    ],
  },
  changes,
  next,
});
const pages = [
  page(
    [
      { memberId: 'a', published: 100, drafted: 700 },
      { memberId: 'b', published: 200, drafted: 100 },
    ],
    'cursor',
  ),
  page(
    [
      { memberId: 'c', published: 0, drafted: 900 },
      { memberId: 'd', published: 500, drafted: 0 },
    ],
    null,
  ),
];

describe('a back-test', () => {
  it('adds pages up, and puts those who win and lose most first', () => {
    const totals = totalsOf(pages);
    expect(totals).toMatchObject({ purchases: 4, members: 4, winners: 2, losers: 2 });
    expect(totals.drafted).toMatchObject({ points: 3_000, worth: cny(3_000) });
    expect(totals.drafted.campaigns[1]).toMatchObject({ code: 'double', points: 1_000, uses: 2 });
    expect(totals.mostWon.map(({ memberId }) => memberId)).toEqual(['c', 'a']);
    expect(totals.mostLost.map(({ memberId }) => memberId)).toEqual(['d', 'b']);
  });

  it('shows published and drafted side by side', () => {
    expect(describeTotals('double', totalsOf(pages))).toMatchInlineSnapshot(`
     "Draft of double, version 2: 4 purchases of 4 members

                      published  drafted  difference
     points               2,000    3,000      +1,000
     liability CNY        20.00    30.00      +10.00
     base                 2,000    2,000           0
     double                   0    1,000      +1,000
       of its budget             125.0 %

     2 members would get more, 2 less, 0 the same.

     Most to win  published  drafted  difference
     c                    0      900        +900
     a                  100      700        +600

     Most to lose  published  drafted  difference
     d                   500        0        -500
     b                   200      100        -100
     "
    `);
  });
});
