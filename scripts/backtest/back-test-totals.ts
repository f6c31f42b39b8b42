import type {
  BackTestCampaign,
  BackTestMember,
  BackTestPage,
  BackTestSide,
  CurrencyAmount,
} from '#contracts/internal/campaigns';

const changesListedMax = 10;

/** A back-test as a whole: its pages added up. */
export type BackTestTotals = Omit<BackTestPage, 'next' | 'total' | 'changes'> & {
  readonly mostWon: readonly BackTestMember[];
  readonly mostLost: readonly BackTestMember[];
};

export function totalsOf(pages: readonly BackTestPage[]): BackTestTotals {
  const [first] = pages;
  if (!first) throw new Error('A back-test has a page.');
  const sum = (value: (page: BackTestPage) => number): number => pages.reduce((total, page) => total + value(page), 0);
  const gain = ({ published, drafted }: BackTestMember): number => drafted - published;
  const changes = pages.flatMap((page) => page.changes).toSorted((one, other) => gain(other) - gain(one));
  return {
    contentHash: first.contentHash,
    version: first.version,
    purchases: sum(({ purchases }) => purchases),
    members: sum(({ members }) => members),
    winners: sum(({ winners }) => winners),
    losers: sum(({ losers }) => losers),
    published: addSides(pages.map(({ published }) => published)),
    drafted: addSides(pages.map(({ drafted }) => drafted)),
    mostWon: changes.filter((change) => gain(change) > 0).slice(0, changesListedMax),
    mostLost: changes
      .filter((change) => gain(change) < 0)
      .slice(-changesListedMax)
      .toReversed(),
  };
}

function addSides(sides: readonly BackTestSide[]): BackTestSide {
  const campaigns = new Map<string, BackTestCampaign>();
  for (const each of sides.flatMap((side) => side.campaigns)) {
    const key = `${each.code}/${String(each.version)}`;
    const sum = campaigns.get(key);
    campaigns.set(
      key,
      sum
        ? {
            ...each,
            points: sum.points + each.points,
            uses: sum.uses + each.uses,
            worth: addAmounts([...sum.worth, ...each.worth]),
          }
        : each,
    );
  }
  return {
    points: sides.reduce((sum, { points }) => sum + points, 0),
    worth: addAmounts(sides.flatMap(({ worth }) => worth)),
    campaigns: [...campaigns.values()],
  };
}

function addAmounts(amounts: readonly CurrencyAmount[]): CurrencyAmount[] {
  const sums = new Map<string, number>();
  for (const { currency, amountMinor } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  return [...sums].map(([currency, amountMinor]) => ({ currency, amountMinor }));
}
