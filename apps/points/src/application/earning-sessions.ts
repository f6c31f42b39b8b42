import { Injectable } from '@nestjs/common';
import type { EarningMember } from '#rules/campaigns/facts';
import { type UsageCounter, usageKey, usageKeysOf } from '../domain/campaigns/usage.js';
import { countersByMember, type EarningRules, EarningSession, type Occasion } from './earning-session.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { type BudgetUsage, CampaignUsageStore, type MemberUsageKey } from './ports/campaign-usage.store.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { type MemberWindow, OfferWindowStore } from './ports/offer-window.store.js';
import { ProgramSettings, zoneOf } from './program-settings.js';

const currencyDefault = 'CNY';

/** Reads what decides about occasions, and writes what deciding them has used. */
@Injectable()
export class EarningSessions {
  constructor(
    private readonly campaigns: CampaignCatalogue,
    private readonly programs: ProgramSettings,
    private readonly history: MemberHistoryStore,
    private readonly usage: CampaignUsageStore,
    private readonly windows: OfferWindowStore,
  ) {}

  /** Outside the transaction of a write: what a new programme begins with must not be undone with a refusal. */
  async rulesOf(programId: string): Promise<EarningRules> {
    const index = await this.campaigns.indexFor(programId);
    const program = await this.programs.for(programId);
    const { settings, facts } = program;
    return { index, settings, zone: zoneOf(program), currency: facts?.currency ?? currencyDefault };
  }

  /**
   * Opens a session for a group of occasions; each question is one read for the group, and asked only when a campaign needs it.
   */
  async open(
    programId: string,
    rules: EarningRules,
    { occasions, commits, ...given }: SessionRequest,
  ): Promise<EarningSession> {
    const members = await this.members(programId, rules, occasions);
    const windows = given.windows ?? (await this.openWindows(programId, rules, occasions));
    const keys = this.keysOf(rules, { occasions, members, windows });
    const ofMembers = keys.members.length > 0 ? await this.usage.findOfMembers(programId, keys.members) : [];
    return new EarningSession(rules, occasions, {
      members,
      windows,
      ofMembers: countersByMember(ofMembers),
      ofProgram: byKey(await this.budgets(programId, keys.budgets, commits)),
    });
  }

  /** Writes what a session has used; nothing where no campaign is limited. */
  async close(programId: string, session: EarningSession): Promise<void> {
    const { usage, windows } = session.changes;
    if (usage.length > 0) await this.usage.add(programId, usage);
    if (windows.length > 0) await this.windows.save(programId, windows);
  }

  private async members(
    programId: string,
    { index }: EarningRules,
    occasions: readonly Occasion[],
  ): Promise<(EarningMember | null)[]> {
    const asked = occasions.flatMap(({ memberId, occurredAt }) =>
      memberId === null ? [] : [{ memberId, at: occurredAt }],
    );
    if (asked.length === 0) return occasions.map(() => null);
    const levels = await this.history.levelsAt(programId, asked);
    const segments = index.asksFor.segments ? await this.history.segmentsAt(programId, asked) : [];
    const memberIds = [...new Set(asked.map(({ memberId }) => memberId))];
    const enrolled = index.asksFor.enrolment
      ? await this.history.enrolledAt(programId, memberIds)
      : new Map<string, Date>();
    let place = 0;
    return occasions.map(({ memberId }) => {
      if (memberId === null) return null;
      const known = {
        level: levels[place] ?? null,
        segments: segments[place] ?? [],
        enrolledAt: enrolled.get(memberId) ?? null,
      };
      place += 1;
      return known;
    });
  }

  private async openWindows(
    programId: string,
    { index }: EarningRules,
    occasions: readonly Occasion[],
  ): Promise<readonly MemberWindow[]> {
    if (index.windowed.size === 0) return [];
    const asked = occasions.filter(({ memberId, trigger }) => memberId !== null && trigger === 'purchase');
    if (asked.length === 0) return [];
    const instants = asked.map(({ occurredAt }) => occurredAt.getTime());
    return this.windows.findOpen(programId, {
      memberIds: [...new Set(asked.map(({ memberId }) => memberId ?? ''))],
      from: new Date(Math.min(...instants)),
      until: new Date(Math.max(...instants)),
    });
  }

  private keysOf({ index, zone }: EarningRules, known: Known): { members: MemberUsageKey[]; budgets: string[] } {
    const members = new Map<string, MemberUsageKey>();
    const budgets = new Set<string>();
    if (!index.isLimited) return { members: [], budgets: [] };
    known.occasions.forEach(({ memberId, ...subject }, place) => {
      const windows = known.windows.filter((window) => window.memberId === memberId);
      const member = known.members[place] ?? null;
      for (const { campaign, scope, period } of usageKeysOf(index, { ...subject, zone, member, windows })) {
        if (scope === 'programme') budgets.add(campaign);
        else if (memberId !== null) members.set(`${memberId} ${period} ${campaign}`, { memberId, campaign, period });
      }
    });
    return { members: [...members.values()], budgets: [...budgets] };
  }

  private budgets(programId: string, campaigns: readonly string[], commits: boolean): Promise<BudgetUsage[]> {
    if (campaigns.length === 0) return Promise.resolve([]);
    return commits ? this.usage.lockBudgets(programId, campaigns) : this.usage.findBudgets(programId, campaigns);
  }
}

interface SessionRequest {
  readonly occasions: readonly Occasion[];
  /** What is decided counts: the wallets of the members are locked, and budgets are locked here, after them. */
  readonly commits: boolean;
  /** The offers that are asked about; absent are all that are open. */
  readonly windows?: readonly MemberWindow[];
}

interface Known {
  readonly occasions: readonly Occasion[];
  readonly members: readonly (EarningMember | null)[];
  readonly windows: readonly MemberWindow[];
}

function byKey(budgets: readonly BudgetUsage[]): Map<string, UsageCounter> {
  return new Map(
    budgets.map(({ campaign, ...counter }) => [usageKey({ campaign, scope: 'programme', period: 'total' }), counter]),
  );
}
