import { Injectable } from '@nestjs/common';
import { parseInstant } from '#kernel/instant';
import { invalidField } from '#contracts/errors/refusals';
import type { BackTestPage } from '#contracts/internal/campaigns';
import { compileCampaigns, type PublishedCampaign } from '#rules/campaigns/campaign-index';
import type { EarningMember } from '#rules/campaigns/facts';
import { CampaignNotFoundError, DraftChangedError } from '../domain/campaign.errors.js';
import { withoutBudget } from '../domain/without-budget.js';
import { purchaseOccasion } from '../domain/purchase-occasion.js';
import { BackTestSums, type ReplayedOccasion } from './back-test-sums.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { type EarningRules, EarningSession } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { CampaignDocumentStore, type CampaignDraft } from './ports/campaign-document.store.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import type { MemberWindow } from './ports/offer-window.store.js';
import {
  type Period,
  PurchaseReplayReader,
  type ReplayPosition,
  type StoredPurchase,
} from './ports/purchase-replay.reader.js';

const memberPurchasesMax = 20_000;

export interface BackTest {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly after: ReplayPosition | undefined;
  /** Of the draft on the first page. */
  readonly contentHash?: string;
}

export interface BackTestResult extends Omit<BackTestPage, 'next'> {
  readonly next: ReplayPosition | null;
}

/** One member's part of a page, with what is known of them. */
interface MemberPart {
  readonly memberId: string;
  readonly purchases: readonly StoredPurchase[];
  readonly members: readonly EarningMember[];
  readonly windows: readonly MemberWindow[];
}

/**
 * Replays stored purchases through the published rules and through a draft, a page at a time; it only reads. Caps, cooldowns and
 * offers begin empty. Budgets are summed and never spent: pages go member by member, so who came first is not known.
 */
@Injectable()
export class BackTestCampaign {
  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly catalogue: CampaignCatalogue,
    private readonly sessions: EarningSessions,
    private readonly purchases: PurchaseReplayReader,
    private readonly history: MemberHistoryStore,
  ) {}

  /** @throws CampaignNotFoundError without a draft, DraftChangedError, Refusal invalid_value */
  async execute(programId: string, test: BackTest): Promise<BackTestResult> {
    const period = { from: instantOf('/from', test.from), to: instantOf('/to', test.to) };
    await this.catalogue.open(programId);
    const draft = await this.documents.findDraft(programId, test.code);
    if (!draft) throw new CampaignNotFoundError('draft');
    if (test.contentHash !== undefined && test.contentHash !== draft.contentHash) throw new DraftChangedError();
    const [deciding, rules, page, total] = await Promise.all([
      this.catalogue.decidingIn(programId),
      this.sessions.rulesOf(programId),
      this.readWholeMembers(programId, period, test),
      test.after ? null : this.purchases.count(programId, period),
    ]);
    const sides = {
      published: { ...rules, index: compileCampaigns(deciding.map(unbudgeted)) },
      drafted: { ...rules, index: compileCampaigns(draftedOf(deciding, draft).map(unbudgeted)) },
    };
    const sums = new BackTestSums(rules.settings, [...deciding, draft]);
    const parts = await this.partsOf(programId, page.purchases);
    for (const part of parts) {
      sums.add(part.memberId, { published: replay(sides.published, part), drafted: replay(sides.drafted, part) });
    }
    return {
      contentHash: draft.contentHash,
      version: draft.version,
      total,
      purchases: page.purchases.length,
      members: parts.length,
      ...sums.result(),
      next: page.next,
    };
  }

  /** A page without the last member's purchases, which may go on: so a member is never split. */
  private async readWholeMembers(
    programId: string,
    period: Period,
    { first, after }: BackTest,
  ): Promise<{ purchases: readonly StoredPurchase[]; next: ReplayPosition | null }> {
    let { purchases, hasMore } = await this.purchases.findPage(programId, period, { first, after });
    while (hasMore && purchases.length < memberPurchasesMax && isOneMember(purchases)) {
      const more = await this.purchases.findPage(programId, period, { first, after: positionOf(purchases.at(-1)) });
      purchases = [...purchases, ...more.purchases];
      hasMore = more.hasMore;
    }
    if (!hasMore) return { purchases, next: null };
    const last = purchases.at(-1)?.memberId;
    const whole = isOneMember(purchases) ? purchases : purchases.filter(({ memberId }) => memberId !== last);
    return { purchases: whole, next: positionOf(whole.at(-1)) ?? null };
  }

  private async partsOf(programId: string, purchases: readonly StoredPurchase[]): Promise<MemberPart[]> {
    const asked = purchases.map(({ memberId, occurredAt }) => ({ memberId, at: occurredAt }));
    const memberIds = [...new Set(purchases.map(({ memberId }) => memberId))];
    const [levels, segments, enrolled, windows] = await Promise.all([
      this.history.levelsAt(programId, asked),
      this.history.segmentsAt(programId, asked),
      this.history.enrolledAt(programId, memberIds),
      this.purchases.findWindows(programId, memberIds),
    ]);
    const parts = new Map(
      memberIds.map((memberId) => {
        const own = windows.filter((window) => window.memberId === memberId);
        return [
          memberId,
          { memberId, purchases: [] as StoredPurchase[], members: [] as EarningMember[], windows: own },
        ];
      }),
    );
    purchases.forEach((purchase, index) => {
      const part = parts.get(purchase.memberId);
      part?.purchases.push(purchase);
      part?.members.push({
        level: levels[index] ?? null,
        segments: segments[index] ?? [],
        enrolledAt: enrolled.get(purchase.memberId) ?? null,
      });
    });
    return [...parts.values()];
  }
}

/** What one set of rules gives a member, receipt by receipt. */
function replay(rules: EarningRules, { memberId, purchases, members, windows }: MemberPart): ReplayedOccasion[] {
  const occasions = purchases.map((purchase) => ({ ...purchaseOccasion(purchase), memberId }));
  const known = { members, windows, ofMembers: new Map(), ofProgram: new Map() };
  const session = new EarningSession(rules, occasions, known);
  return occasions.map(({ currency, lines }, place) => ({
    currency: currency ?? rules.currency,
    tierLevel: members[place]?.level ?? null,
    earnings: session.decide(place, lines),
  }));
}

/** The draft in the place of the campaign's published versions, from ever. */
export function draftedOf(deciding: readonly PublishedCampaign[], draft: CampaignDraft): PublishedCampaign[] {
  return [...deciding.filter(({ document }) => document.code !== draft.code), draft];
}

function unbudgeted(campaign: PublishedCampaign): PublishedCampaign {
  return { ...campaign, document: withoutBudget(campaign.document) };
}

function isOneMember(purchases: readonly StoredPurchase[]): boolean {
  return purchases.length > 0 && purchases[0]?.memberId === purchases.at(-1)?.memberId;
}

function positionOf(purchase: StoredPurchase | undefined): ReplayPosition | undefined {
  if (!purchase) return undefined;
  const { memberId, occurredAt, purchaseId } = purchase;
  return { memberId, occurredAt: occurredAt.toISOString(), purchaseId };
}

function instantOf(pointer: string, text: string): Date {
  const instant = parseInstant(text);
  if (!instant) throw invalidField('invalid_value', pointer, 'This must be an RFC 3339 time with zone.');
  return instant;
}
