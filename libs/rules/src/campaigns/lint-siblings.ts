import { canonicalJson } from '#kernel/canonical-json';
import type { CampaignDocument } from './document.js';
import { type CampaignFinding, failure, warning } from './lint-findings.js';
import { effectsOf } from './lint-limits.js';

/** What the campaign does to its neighbours, and they to it. */
export function lintSiblings(document: CampaignDocument, siblings: readonly CampaignDocument[]): CampaignFinding[] {
  return [
    ...targets(document, siblings),
    ...siblings.filter((other) => meet(document, other)).flatMap((other) => neighbour(document, other)),
  ];
}

function targets(document: CampaignDocument, siblings: readonly CampaignDocument[]): CampaignFinding[] {
  return effectsOf(document.effect).flatMap((effect) => {
    if (effect.type !== 'multiplier') return [];
    const code = effect.of ?? 'base';
    const target = siblings.find((other) => other.code === code);
    if (!target) return [warning('unknown_campaign', '/effect/of', `No campaign ${code} is published to multiply.`)];
    if (effectsOf(target.effect).some(({ type }) => type === 'multiplier')) {
      return [failure('unreachable', '/effect/of', `${code} is a multiplier itself: there is nothing to multiply.`)];
    }
    const competes =
      document.stacking !== undefined &&
      document.stacking.mode !== 'all' &&
      document.stacking.group === target.stacking?.group;
    return competes
      ? [failure('unreachable', '/stacking/group', `It competes with ${code}, which it multiplies.`)]
      : [];
  });
}

function neighbour(document: CampaignDocument, other: CampaignDocument): CampaignFinding[] {
  const [own, theirs] = [document.stacking, other.stacking];
  const sameGroup = own !== undefined && own.group === theirs?.group;
  const findings: CampaignFinding[] = [];
  if (sameGroup && own.mode !== theirs.mode) {
    findings.push(
      warning('stacking_conflict', '/stacking/mode', `${other.code} says ${theirs.mode} for group ${own.group}.`),
    );
  }
  if (
    sameGroup &&
    own.mode === 'first' &&
    goesFirst(other, document) &&
    alwaysGives(other) &&
    covers(other, document)
  ) {
    findings.push(
      failure('unreachable', '/stacking/priority', `${other.code} goes first wherever this campaign applies.`),
    );
  } else if (overlap(document, other)) {
    findings.push(warning('overlapping', '', `${other.code} has the same trigger, group and filters.`));
  }
  return findings;
}

/** Campaigns outside any group are meant to add up: only the same kind of effect twice is doubtful. */
function overlap(one: CampaignDocument, other: CampaignDocument): boolean {
  if (one.stacking?.group !== other.stacking?.group) return false;
  if (!one.stacking && one.effect.type !== other.effect.type) return false;
  return filtersOf(one) === filtersOf(other);
}

function goesFirst({ stacking: one, code }: CampaignDocument, other: CampaignDocument): boolean {
  const [left, right] = [one?.priority ?? 0, other.stacking?.priority ?? 0];
  return left > right || (left === right && code < other.code);
}

/** Nothing but its filters keeps it from giving points. */
function alwaysGives({ caps, budget, cooldown, conditions, effect, window }: CampaignDocument): boolean {
  return !caps && !budget && !cooldown && !conditions && !window && effect.type === 'fixed';
}

/** Whether whatever the second one takes, the first one takes: certain cases only. */
function covers(wide: CampaignDocument, narrow: CampaignDocument): boolean {
  const lists = ['stores', 'channels', 'currencies', 'tiers', 'segments'] as const;
  const same = (one: unknown, other: unknown): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null);
  return (
    from(wide) <= from(narrow) &&
    to(wide) >= to(narrow) &&
    lists.every((field) => wide[field]?.every === undefined || isSubset(narrow[field], wide[field])) &&
    (wide.items === undefined || same(wide.items, narrow.items)) &&
    (wide.times === undefined || same(wide.times, narrow.times))
  );
}

function isSubset(names: readonly string[] | undefined, wider: readonly string[]): boolean {
  return names?.every((name) => wider.includes(name)) ?? false;
}

function meet(one: CampaignDocument, other: CampaignDocument): boolean {
  return one.trigger === other.trigger && from(one) < to(other) && from(other) < to(one);
}

/** Everything that decides whether a campaign applies. */
function filtersOf(document: CampaignDocument): string {
  const { activity, stores, channels, currencies, tiers, segments, items, times, conditions, window, schedule } =
    document;
  const filters = {
    activity,
    stores,
    channels,
    currencies,
    tiers,
    segments,
    items,
    times,
    conditions,
    window,
    schedule,
  };
  return canonicalJson({ ...filters, conditions: conditions?.map(({ when }) => when) });
}

function from({ validFrom }: CampaignDocument): number {
  return validFrom ? Date.parse(validFrom) : -Infinity;
}

function to({ validTo }: CampaignDocument): number {
  return validTo ? Date.parse(validTo) : Infinity;
}
