import { frequentItemsets, type Itemset } from './frequent-itemsets.js';

/** Who has the antecedent in the basket has the consequent too, this often. */
export interface AssociationRule {
  /** In alphabetical order; empty for the plain share of the consequent. */
  readonly antecedent: readonly string[];
  readonly consequent: string;
  /** Share of all baskets that hold both sides. */
  readonly support: number;
  /** Share of the baskets with the antecedent that hold the consequent too. */
  readonly confidence: number;
  /** Confidence over the consequent's share of all baskets: 1 for chance. */
  readonly lift: number;
  /** Baskets that hold both sides. */
  readonly count: number;
}

export interface RuleThresholds {
  /** Both 0 … 1, both reached by equality. */
  readonly support: number;
  readonly confidence: number;
  /** Items on both sides together; 1 lets rules without antecedent in. */
  readonly lengthMin: number;
}

/** Shares are compared to thresholds as typed: 0.006 of 10,000 baskets is 60 baskets, not 60.000000000000001. */
const roundingSlack = 1e-9;

/**
 * All rules with one item on the right, the most confident first, then the best supported, then by name. Not by lift: rare pairs
 * have the highest, and lists ranked by raw lift recommend worse than plain popularity.
 *
 * Source: Agrawal & Srikant (1994), Fast algorithms for mining association rules; one consequent as in the R package arules.
 */
export function associationRules(
  baskets: readonly (readonly string[])[],
  { support, confidence, lengthMin }: RuleThresholds,
): AssociationRule[] {
  const total = baskets.length;
  if (total === 0) return [];
  const countMin = Math.max(1, Math.ceil(support * total - roundingSlack));
  const itemsets = frequentItemsets(baskets, countMin);
  const counts = new Map(itemsets.map(({ items, count }) => [keyOf(items), count]));
  counts.set(keyOf([]), total);
  return itemsets
    .filter(({ items }) => items.length >= lengthMin)
    .flatMap((itemset) => rulesOf(itemset, counts, total, lengthMin))
    .filter((rule) => rule.confidence >= confidence - roundingSlack)
    .sort(byUse);
}

function rulesOf(
  { items, count }: Itemset,
  counts: ReadonlyMap<string, number>,
  total: number,
  lengthMin: number,
): AssociationRule[] {
  if (items.length === 1 && lengthMin > 1) return [];
  return items.map((consequent) => {
    const antecedent = items.filter((item) => item !== consequent);
    const confidence = count / (counts.get(keyOf(antecedent)) ?? Number.NaN);
    const share = (counts.get(keyOf([consequent])) ?? Number.NaN) / total;
    return { antecedent, consequent, support: count / total, confidence, lift: confidence / share, count };
  });
}

function byUse(left: AssociationRule, right: AssociationRule): number {
  return (
    right.confidence - left.confidence ||
    right.count - left.count ||
    compare(keyOf(left.antecedent), keyOf(right.antecedent)) ||
    compare(left.consequent, right.consequent)
  );
}

function keyOf(items: readonly string[]): string {
  return items.join('\u0000');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
