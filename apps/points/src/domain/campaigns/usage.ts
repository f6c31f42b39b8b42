import type { CampaignIndex, CompiledCampaign } from '#rules/campaigns/campaign-index';
import type { Cap } from '#rules/campaigns/document';
import { LocalClock } from '#rules/campaigns/local-clock';
import type { EarningInput } from './earning.js';
import { ceilOf, fraction } from './fraction.js';

/** Whose use is counted: one member's, or that of all. */
export type UsageScope = 'member' | 'programme';

export interface UsageKey {
  readonly campaign: string;
  readonly scope: UsageScope;
  /** `2026-11-21`, `2026-W47`, `2026-11` or `total`. */
  readonly period: string;
}

export interface UsageCounter {
  readonly points: number;
  readonly uses: number;
  /** Of the programme's budget in money. */
  readonly moneyMinor: number;
  /** Latest occurredAt of a use; kept where there is a cooldown. */
  readonly lastAt: Date | null;
}

/** By `usageKey`. */
export type CampaignUsage = Pick<ReadonlyMap<string, UsageCounter>, 'get'>;

/** Added to a counter. */
export interface UsageChange extends UsageKey {
  readonly points: number;
  readonly uses: number;
  readonly moneyMinor: number;
  readonly at: Date;
  /** The counter's `lastAt` before it, so that a reversal can put it back. */
  readonly lastAtBefore: Date | null;
}

export const noUsage: UsageCounter = { points: 0, uses: 0, moneyMinor: 0, lastAt: null };

export function usageKey({ campaign, scope, period }: UsageKey): string {
  return `${scope} ${period} ${campaign}`;
}

/** The counters that one campaign is limited by, each once. */
export function limitKeysOf({ campaign: { document } }: CompiledCampaign, clock: () => LocalClock): UsageKey[] {
  const { code, caps = [], budget, cooldown } = document;
  const periods = new Set(caps.filter(({ per }) => per !== 'purchase').map(({ per }) => periodOf(per, clock)));
  if (cooldown) periods.add('total');
  const keys = [...periods].map((period): UsageKey => ({ campaign: code, scope: 'member', period }));
  return budget ? [...keys, { campaign: code, scope: 'programme', period: 'total' }] : keys;
}

export function periodOf(per: Cap['per'], clock: () => LocalClock): string {
  return per === 'day' || per === 'week' || per === 'month' ? clock().period(per) : 'total';
}

/** The counters that must be known before this is decided: none unless a campaign that may apply is limited. */
export function usageKeysOf(
  index: CampaignIndex,
  subject: Pick<EarningInput, 'windows'> & Parameters<CampaignIndex['candidates']>[0],
): UsageKey[] {
  if (!index.isLimited) return [];
  const clock = clockOf(subject);
  const keys = new Map<string, UsageKey>();
  const openWindows = subject.windows.map(({ campaign }) => campaign);
  for (const candidate of index.candidates(subject, openWindows)) {
    if (!candidate.isLimited) continue;
    for (const key of limitKeysOf(candidate, clock)) keys.set(usageKey(key), key);
  }
  return [...keys.values()];
}

/** The programme's wall clock at an instant, read when first asked for. */
export function clockOf({ occurredAt, zone }: Pick<EarningInput, 'occurredAt' | 'zone'>): () => LocalClock {
  let clock: LocalClock | undefined;
  return () => (clock ??= LocalClock.at(occurredAt, zone));
}

/** What the applied offers of one receipt add to the counters, each counter once. */
export function consumption(
  counted: readonly { readonly compiled: CompiledCampaign; readonly points: number }[],
  { occurredAt, usage, pointValue }: EarningInput,
  clock: () => LocalClock,
): UsageChange[] {
  const byCampaign = new Map<CompiledCampaign, { points: number; uses: number }>();
  for (const { compiled, points } of counted) {
    const sum = byCampaign.get(compiled) ?? { points: 0, uses: 0 };
    byCampaign.set(compiled, { points: sum.points + points, uses: sum.uses + 1 });
  }
  return [...byCampaign].flatMap(([compiled, { points, uses }]) =>
    limitKeysOf(compiled, clock).map((key) => ({
      ...key,
      points,
      uses,
      moneyMinor: key.scope === 'programme' ? moneyOf(points, pointValue) : 0,
      at: occurredAt,
      lastAtBefore: usage.get(usageKey(key))?.lastAt ?? null,
    })),
  );
}

/** The counters after a change: what the next receipt of the same posting sees. */
export function withUsage(
  usage: ReadonlyMap<string, UsageCounter>,
  changes: readonly UsageChange[],
): ReadonlyMap<string, UsageCounter> {
  const next = new Map(usage);
  for (const change of changes) {
    const before = next.get(usageKey(change)) ?? noUsage;
    next.set(usageKey(change), {
      points: before.points + change.points,
      uses: before.uses + change.uses,
      moneyMinor: before.moneyMinor + change.moneyMinor,
      lastAt: before.lastAt !== null && before.lastAt > change.at ? before.lastAt : change.at,
    });
  }
  return next;
}

/** Rounded up, so that a budget is never exceeded. */
export function moneyOf(points: number, value: EarningInput['pointValue']): number {
  return Number(ceilOf(fraction(BigInt(points) * BigInt(value.minor), value.points)));
}
