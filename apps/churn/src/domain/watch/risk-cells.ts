import type { KnownMember } from '../features/member-purchases.js';
import { noTier } from '../metrics/counted.js';
import { one, type RiskLevel } from '../scoring/risk-score.js';
import type { MemberScore } from '../scoring/score-members.js';

export const riskDimensions = ['all', 'tier', 'segment', 'store', 'channel', 'category'] as const;
export type RiskDimension = (typeof riskDimensions)[number];

/** Members of one part of the programme on one night. */
export interface RiskCell {
  readonly dimension: RiskDimension;
  readonly name: string;
  readonly basic: number;
  readonly warning: number;
  readonly crisis: number;
  readonly probabilitySum: number;
  /** Sums over members, minor units. */
  readonly valueMinor: number;
  readonly lossMinor: number;
  readonly warningLossMinor: number;
  readonly crisisLossMinor: number;
  readonly clvMinor: number;
}

/** A member whose segment or store nobody has said. */
const unknown = 'unknown';
/** A long tail of categories would make the table as long as the catalogue: the rest stands together. */
const namesMax = 500;
const others = 'others';

const noSums = {
  basic: 0,
  warning: 0,
  crisis: 0,
  probabilitySum: 0,
  valueMinor: 0,
  lossMinor: 0,
  warningLossMinor: 0,
  crisisLossMinor: 0,
  clvMinor: 0,
};

type Sums = { -readonly [Key in keyof RiskCell]: RiskCell[Key] };

/** Adds members up by what they are: each counts once a dimension, with the store, channel and category that they bought at most. */
export class RiskBreakdown {
  private readonly sums = new Map<string, Sums>();
  private readonly names = new Map<RiskDimension, number>();

  /** @param cells of members who were added before */
  constructor(cells: readonly RiskCell[] = []) {
    for (const cell of cells) this.put({ ...cell });
  }

  add(
    score: MemberScore,
    known: KnownMember,
    { tier, segment }: { tier: string | null; segment: string | null },
  ): void {
    const { purchases } = known;
    this.count('all', 'all', score);
    this.count('tier', tier ?? noTier, score);
    this.count('segment', segment ?? unknown, score);
    this.count('store', mostFrequent(purchases.map(({ storeId }) => storeId ?? unknown)), score);
    this.count('channel', mostFrequent(purchases.map(({ channel }) => channel ?? unknown)), score);
    this.count('category', mostFrequent(purchases.flatMap(({ categories }) => categories)), score);
  }

  /** As they are now: members who are added later do not change them. */
  cells(): RiskCell[] {
    return [...this.sums.values()].map((cell) => ({ ...cell }));
  }

  private count(dimension: RiskDimension, name: string, score: MemberScore): void {
    const cell = this.cellOf(dimension, name);
    cell[score.level satisfies RiskLevel] += 1;
    cell.probabilitySum += score.parts.probability / one;
    cell.valueMinor += score.valueIfRetainedMinor;
    cell.lossMinor += score.expectedLossMinor;
    if (score.level === 'warning') cell.warningLossMinor += score.expectedLossMinor;
    if (score.level === 'crisis') cell.crisisLossMinor += score.expectedLossMinor;
    cell.clvMinor += score.lifetimeValueMinor;
  }

  private cellOf(dimension: RiskDimension, name: string): Sums {
    const found = this.sums.get(keyOf(dimension, name));
    if (found) return found;
    if ((this.names.get(dimension) ?? 0) >= namesMax && name !== others) return this.cellOf(dimension, others);
    return this.put({ dimension, name, ...noSums });
  }

  private put(cell: Sums): Sums {
    this.names.set(cell.dimension, (this.names.get(cell.dimension) ?? 0) + 1);
    this.sums.set(keyOf(cell.dimension, cell.name), cell);
    return cell;
  }
}

function keyOf(dimension: RiskDimension, name: string): string {
  return `${dimension} ${name}`;
}

/** Ties by name, so that a night gives the same answer twice. */
function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first?.[0] ?? unknown;
}
