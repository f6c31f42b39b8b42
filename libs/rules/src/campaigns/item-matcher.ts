import type { CampaignDocument, ItemFilter } from './document.js';
import type { EarningLine } from './facts.js';

type Matcher = (line: EarningLine) => boolean;

/** Which lines count; null when all do. */
export function itemMatcher(items: CampaignDocument['items']): Matcher | null {
  if (!items) return null;
  const include = items.include?.map(filterMatcher);
  const exclude = items.exclude?.map(filterMatcher) ?? [];
  return (line) => (include?.some((matches) => matches(line)) ?? true) && !exclude.some((matches) => matches(line));
}

function filterMatcher({ skus, skuPrefixes, categories, kinds }: ItemFilter): Matcher {
  const [skuSet, categorySet, kindSet] = [skus, categories, kinds].map((names) => (names ? new Set(names) : null));
  return ({ sku, category, kind }) =>
    (!skuSet || skuSet.has(sku)) &&
    (!skuPrefixes || skuPrefixes.some((prefix) => sku.startsWith(prefix))) &&
    (!categorySet || (category !== null && categorySet.has(category))) &&
    (!kindSet || kindSet.has(kind));
}
