import { associationRules } from '../../../apps/churn/src/domain/baskets/association-rules.js';
import { readBaskets } from '../basket-file.js';
import { exactly, type Check } from './check.js';

/** Counts of the R package arules on the same baskets (Hahsler et al. 2011; Lantz 2013 for 463 and its lengths). */
export async function checkGroceries(path: string): Promise<Check[]> {
  const baskets = await readBaskets(path);
  const rules = associationRules(baskets, { support: 0.006, confidence: 0.25, lengthMin: 2 });
  const ofLength = (length: number): number =>
    rules.filter(({ antecedent }) => antecedent.length + 1 === length).length;
  const confident = associationRules(baskets, { support: 0.001, confidence: 0.8, lengthMin: 1 });
  return [
    exactly('baskets', 9_835, baskets.length),
    exactly('items', 169, new Set(baskets.flat()).size),
    exactly('rules at support 0.006, confidence 0.25', 463, rules.length),
    exactly('  of two items', 150, ofLength(2)),
    exactly('  of three items', 297, ofLength(3)),
    exactly('  of four items', 16, ofLength(4)),
    exactly('rules at support 0.001, confidence 0.8', 410, confident.length),
  ];
}
