import { minorDigits } from '#kernel/currency';
import type { CampaignIndex } from '#rules/campaigns/campaign-index';
import type { EarningLine, EarningMember, EarningSubject } from '#rules/campaigns/facts';
import { forLevel } from '#rules/campaigns/tier-names';
import type { Earnings, PointValue } from '../domain/campaigns/earning.js';
import { evaluateCampaigns } from '../domain/campaigns/evaluate-campaigns.js';
import {
  type CampaignUsage,
  type UsageChange,
  type UsageCounter,
  usageKey,
  withUsage,
} from '../domain/campaigns/usage.js';
import type { PointsSettings } from '../domain/points-settings.js';
import type { MemberWindow, MemberWindowChange } from './ports/offer-window.store.js';

/** What decides beyond the occasion itself. */
export interface EarningRules {
  readonly index: CampaignIndex;
  readonly settings: PointsSettings;
  /** IANA, the programme's. */
  readonly zone: string;
  /** The programme's, for points that no receipt gives. */
  readonly currency: string;
}

/** Something that may earn: a purchase or an event of a member. */
export interface Occasion extends Omit<EarningSubject, 'zone' | 'member'> {
  /** Null for an anonymous purchase. */
  readonly memberId: string | null;
}

export interface KnownFacts {
  /** Same order as the occasions; null for an anonymous one. */
  readonly members: readonly (EarningMember | null)[];
  readonly ofMembers: ReadonlyMap<string, ReadonlyMap<string, UsageCounter>>;
  readonly ofProgram: ReadonlyMap<string, UsageCounter>;
  readonly windows: readonly MemberWindow[];
}

/**
 * Decides a group of occasions one after the other: each sees what those before it have used of caps, budgets and offers.
 */
export class EarningSession {
  private readonly ofMembers: Map<string, ReadonlyMap<string, UsageCounter>>;
  private ofProgram: ReadonlyMap<string, UsageCounter>;
  private readonly windows = new Map<string, MemberWindow[]>();
  private readonly used: (UsageChange & { memberId: string })[] = [];
  private readonly credited = new Map<string, MemberWindowChange>();

  constructor(
    private readonly rules: EarningRules,
    private readonly occasions: readonly Occasion[],
    private readonly known: KnownFacts,
  ) {
    this.ofMembers = new Map(known.ofMembers);
    this.ofProgram = known.ofProgram;
    for (const window of known.windows) {
      this.windows.set(window.memberId, [...(this.windows.get(window.memberId) ?? []), window]);
    }
  }

  levelOf(place: number): string | null {
    return this.known.members[place]?.level ?? null;
  }

  /** Decides for good: what it uses is used. */
  decide(place: number, lines: readonly EarningLine[]): Earnings {
    const earnings = this.evaluate(place, { lines, explain: false });
    const memberId = this.occasions[place]?.memberId ?? null;
    if (memberId !== null) this.absorb(memberId, earnings);
    return earnings;
  }

  evaluate(place: number, { lines, explain }: { lines: readonly EarningLine[]; explain: boolean }): Earnings {
    const occasion = this.occasions[place];
    if (!occasion) throw new Error('An occasion is decided by the session that it was opened with.');
    const { memberId, ...subject } = occasion;
    const { index, settings, zone } = this.rules;
    return evaluateCampaigns(
      index,
      {
        ...subject,
        lines,
        zone,
        member: this.known.members[place] ?? null,
        usage: this.usageOf(memberId),
        windows: memberId === null ? [] : (this.windows.get(memberId) ?? []),
        defaults: settings.lots,
        pointValue: pointValueOf(settings, subject.currency ?? this.rules.currency, this.levelOf(place)),
      },
      { explain },
    );
  }

  /** What is to be written. */
  get changes() {
    return { usage: this.used, windows: [...this.credited.values()] };
  }

  private usageOf(memberId: string | null): CampaignUsage {
    const own = memberId === null ? undefined : this.ofMembers.get(memberId);
    if (!own) return this.ofProgram;
    return { get: (key) => own.get(key) ?? this.ofProgram.get(key) };
  }

  private absorb(memberId: string, { usage, windows }: Earnings): void {
    if (usage.length > 0) {
      const ofScope = (scope: UsageChange['scope']) => usage.filter((change) => change.scope === scope);
      this.ofMembers.set(memberId, withUsage(this.ofMembers.get(memberId) ?? noneUsed, ofScope('member')));
      this.ofProgram = withUsage(this.ofProgram, ofScope('programme'));
      this.used.push(...usage.map((change) => ({ ...change, memberId })));
    }
    if (windows.length === 0) return;
    const changed = new Map(windows.map((change) => [change.windowId, change]));
    this.windows.set(
      memberId,
      (this.windows.get(memberId) ?? []).map((window) => ({ ...window, ...changed.get(window.windowId) })),
    );
    for (const change of windows) this.credited.set(change.windowId, { ...change, memberId });
  }
}

const noneUsed: ReadonlyMap<string, UsageCounter> = new Map();

/** By `usageKey`, one map a member. */
export function countersByMember(
  counters: readonly (UsageCounter & { memberId: string; campaign: string; period: string })[],
): Map<string, Map<string, UsageCounter>> {
  const members = new Map<string, Map<string, UsageCounter>>();
  for (const { memberId, campaign, period, ...counter } of counters) {
    const own = members.get(memberId) ?? new Map<string, UsageCounter>();
    members.set(memberId, own.set(usageKey({ campaign, scope: 'member', period }), counter));
  }
  return members;
}

function pointValueOf({ value }: PointsSettings, currency: string, level: string | null): PointValue {
  const worth = forLevel(value.byTier, level) ?? value;
  return { points: worth.points, minor: worth.majorUnits * 10 ** (minorDigits(currency) ?? 2) };
}
