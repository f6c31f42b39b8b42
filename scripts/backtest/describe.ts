import { minorDigits } from '#kernel/currency';
import type { BackTestCampaign, BackTestMember, BackTestSide } from '#contracts/internal/campaigns';
import type { BackTestTotals } from './back-test-totals.js';

type Row = readonly [what: string, published: string, drafted: string, difference: string];

const number = new Intl.NumberFormat('en');
const signed = new Intl.NumberFormat('en', { signDisplay: 'exceptZero' });

/** What a person reads: published and drafted side by side. */
export function describe(draft: string, totals: BackTestTotals): string {
  const { version, purchases, members, winners, losers, published, drafted, mostWon, mostLost } = totals;
  const unchanged = members - winners - losers;
  return [
    `Draft of ${draft}, version ${version}: ${number.format(purchases)} purchases of ${number.format(members)} members`,
    '',
    table([
      ['', 'published', 'drafted', 'difference'],
      ...sums(published, drafted),
      ...campaignRows(published, drafted),
    ]),
    '',
    `${number.format(winners)} members would get more, ${number.format(losers)} less, ${number.format(unchanged)} the same.`,
    ...memberTable('Most to win', mostWon),
    ...memberTable('Most to lose', mostLost),
    '',
  ].join('\n');
}

function sums(published: BackTestSide, drafted: BackTestSide): Row[] {
  const currencies = [...new Set([...published.worth, ...drafted.worth].map(({ currency }) => currency))].toSorted();
  return [
    pointsRow('points', published.points, drafted.points),
    ...currencies.map((currency): Row => {
      const [before, after] = [published, drafted].map(
        ({ worth }) => worth.find((each) => each.currency === currency)?.amountMinor ?? 0,
      ) as [number, number];
      const show = (minor: number): string => money(minor, currency);
      return [
        `liability ${currency}`,
        show(before),
        show(after),
        `${after > before ? '+' : ''}${show(after - before)}`,
      ];
    }),
  ];
}

function campaignRows(published: BackTestSide, drafted: BackTestSide): Row[] {
  const codes = [...new Set([...published.campaigns, ...drafted.campaigns].map(({ code }) => code))].toSorted();
  return codes.flatMap((code) => {
    const [before, after] = [published, drafted].map(({ campaigns }) =>
      campaigns.filter((campaign) => campaign.code === code),
    ) as [BackTestCampaign[], BackTestCampaign[]];
    const rows = [pointsRow(code, pointsOf(before), pointsOf(after))];
    if ([...before, ...after].some(({ budget }) => budget !== null)) {
      rows.push(['  of its budget', budgetUse(before), budgetUse(after), '']);
    }
    return rows;
  });
}

function pointsRow(what: string, before: number, after: number): Row {
  return [what, number.format(before), number.format(after), signed.format(after - before)];
}

function pointsOf(campaigns: readonly BackTestCampaign[]): number {
  return campaigns.reduce((sum, { points }) => sum + points, 0);
}

/** The share of the limit that is closest: above 100 % it would have been cut. */
function budgetUse(campaigns: readonly BackTestCampaign[]): string {
  const shares = campaigns.flatMap(({ points, uses, worth, budget }) => {
    if (!budget) return [];
    const spent = worth.find(({ currency }) => currency === budget.money?.currency)?.amountMinor ?? 0;
    return [
      budget.points === undefined ? 0 : points / budget.points,
      budget.uses === undefined ? 0 : uses / budget.uses,
      budget.money === undefined ? 0 : spent / budget.money.amountMinor,
    ];
  });
  return shares.length === 0 ? '' : `${(Math.max(...shares) * 100).toFixed(1)} %`;
}

function memberTable(title: string, members: readonly BackTestMember[]): string[] {
  if (members.length === 0) return [];
  const rows = members.map(({ memberId, published, drafted }) => pointsRow(memberId, published, drafted));
  return ['', table([[title, 'published', 'drafted', 'difference'], ...rows])];
}

function table(rows: readonly Row[]): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function money(minor: number, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  return new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    minor / 10 ** digits,
  );
}
