import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { Ids } from '#kernel/ids';
import type { Actor, ItemRefusal } from '#contracts/internal/call';
import type { AccountBook } from '../domain/book/account-book.js';
import { earnPoints } from '../domain/book/earn-points.js';
import { allocateWhole, redeemPoints } from '../domain/book/redeem-points.js';
import { settle } from '../domain/book/settle.js';
import type { Campaign } from '../domain/campaign.js';
import { evaluateCampaigns, type Earnings } from '../domain/evaluate-campaigns.js';
import type { LedgerCause, LedgerTransaction } from '../domain/ledger.js';
import type { PointsSettings } from '../domain/points-settings.js';
import type { AppliedCampaign, EarnedLot, PurchaseRecord } from '../domain/purchase-record.js';
import { payWithPoints } from '../domain/redeem-in-purchase.js';
import { effectText, type Locale } from '../domain/texts.js';
import { AccountBooks } from './account-books.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { itemRefusal } from './purchase-draft.js';

export interface BookablePurchase {
  /** With its member; what it earns and redeems is not decided yet. */
  readonly record: PurchaseRecord;
  readonly recordedAt: Date;
  readonly actor: Actor;
  /** Whole points that pay a part of it; 0 for none. */
  readonly redeem: number;
}

export type BookedPurchase =
  | {
      readonly refusal?: undefined;
      readonly record: PurchaseRecord;
      /** Null where nothing was earned. */
      readonly earned: LedgerTransaction | null;
      readonly redeemed: LedgerTransaction | null;
      /** The wallet's sequence before it. */
      readonly seqBefore: number;
    }
  | { readonly refusal: ItemRefusal; readonly record?: undefined };

export interface EarningRules {
  readonly campaigns: readonly Campaign[];
  readonly settings: PointsSettings;
}

export interface BookedPurchases {
  /** Same order as the purchases. */
  readonly purchases: readonly BookedPurchase[];
  readonly books: ReadonlyMap<string, AccountBook>;
}

/**
 * Takes the points that pay for members' purchases and gives those that they earn, in the order given, each on its own. Runs
 * inside the caller's transaction.
 */
@Injectable()
export class BookPurchases {
  constructor(
    private readonly accountBooks: AccountBooks,
    private readonly history: MemberHistoryStore,
    private readonly ids: Ids,
  ) {}

  async execute(
    programId: string,
    purchases: readonly BookablePurchase[],
    { rules, now }: { rules: EarningRules; now: Date },
  ): Promise<BookedPurchases> {
    if (purchases.length === 0) return { purchases: [], books: new Map() };
    // First, so that everything below decides on what the lock protects.
    const books = await this.accountBooks.open(programId, { requests: requestsOf(purchases), now });
    const levels = await this.history.levelsAt(
      programId,
      purchases.map(({ record }) => ({ memberId: memberOf(record), at: record.occurredAt })),
    );
    const booked = purchases.map((purchase, index) => {
      const book = books.get(memberOf(purchase.record));
      if (!book) throw new Error('The books of all members were opened.');
      const result = this.tryBook(purchase, { book, rules, tierLevel: levels[index] ?? null });
      // The next purchase of this member must not spend what this one brought too late.
      settle(book, now);
      return result;
    });
    await this.accountBooks.close(programId, { books: books.values(), now });
    return { purchases: booked, books };
  }

  private tryBook(purchase: BookablePurchase, context: BookContext): BookedPurchase {
    try {
      return this.book(purchase, context);
    } catch (error) {
      if (error instanceof DomainError) return { refusal: itemRefusal(error) };
      throw error;
    }
  }

  private book({ record, recordedAt, actor, redeem }: BookablePurchase, context: BookContext): BookedPurchase {
    const { book, rules, tierLevel } = context;
    const seqBefore = book.wallet.seq;
    const cause = (kind: 'earn' | 'redeem'): LedgerCause => ({
      kind,
      occurredAt: record.occurredAt,
      recordedAt,
      source: { type: 'purchase', id: record.purchaseId, reference: record.transactionId },
      actor: { type: actor.type, id: actor.id },
      storeId: record.storeId,
      tierLevel,
    });
    let paid = record;
    let redeemed: LedgerTransaction | null = null;
    if (redeem > 0) {
      const slices = allocateWhole(book, redeem);
      paid = { ...record, ...payWithPoints(record, { points: redeem, settings: rules.settings, tierLevel }) };
      redeemed = redeemPoints(book, redeem, cause('redeem'));
      const redemption = { postingId: redeemed.postingId, points: redeem, slices };
      paid = { ...paid, pointsRedeemed: redeem, outcome: { ...paid.outcome, redemption } };
    }
    const earning = rules.settings.redemption.earns ? record : paid;
    const earnings = evaluateCampaigns(rules.campaigns, earning);
    const lots = earnings.applied.map((each) => ({
      lotId: this.ids.next(),
      points: each.points,
      campaign: {
        code: each.campaign.document.code,
        version: each.campaign.document.version,
        contentHash: each.campaign.contentHash,
      },
      purchaseId: record.purchaseId,
      activatesAt: each.activatesAt,
      pendingUntil: null,
      expiresAt: each.expiresAt,
    }));
    const earned = lots.length > 0 ? earnPoints(book, lots, cause('earn')) : null;
    const earnedLots = lots.map(({ lotId, points, campaign }) => ({
      lotId,
      points,
      campaignCode: campaign.code,
      pointsByLine: earnings.pointsByLine,
    }));
    return {
      record: withEarnings(paid, { earnings, earnBaseMinor: earning.payableMinor, lots: earnedLots, book }),
      earned,
      redeemed,
      seqBefore,
    };
  }
}

interface BookContext {
  readonly book: AccountBook;
  readonly rules: EarningRules;
  readonly tierLevel: string | null;
}

function requestsOf(purchases: readonly BookablePurchase[]) {
  const spend = new Map<string, number>();
  for (const { record, redeem } of purchases) {
    spend.set(memberOf(record), (spend.get(memberOf(record)) ?? 0) + redeem);
  }
  return [...spend].map(([memberId, points]) => ({ memberId, spend: points }));
}

function memberOf({ memberId }: PurchaseRecord): string {
  if (memberId === null) throw new Error('An anonymous purchase earns for nobody.');
  return memberId;
}

interface EarnedByPurchase {
  readonly earnings: Earnings;
  readonly earnBaseMinor: number;
  readonly lots: readonly EarnedLot[];
  readonly book: AccountBook;
}

function withEarnings(
  record: PurchaseRecord,
  { earnings, earnBaseMinor, lots, book }: EarnedByPurchase,
): PurchaseRecord {
  const pending = earnings.applied.filter(({ activatesAt }) => activatesAt !== null && activatesAt > record.recordedAt);
  return {
    ...record,
    pointsEarned: earnings.points,
    pointsPending: pending.reduce((sum, { points }) => sum + points, 0),
    lines: record.lines.map((line, index) => ({ ...line, points: earnings.pointsByLine[index] ?? 0 })),
    outcome: {
      ...record.outcome,
      campaigns: appliedCampaigns(earnings, record.outcome.locale, record.currency),
      earnBaseMinor,
      lots,
      balance: book.balance,
    },
  };
}

export function appliedCampaigns(earnings: Earnings, locale: Locale, currency: string): AppliedCampaign[] {
  return earnings.applied.map(({ campaign: { document }, points, activatesAt, expiresAt }) => ({
    code: document.code,
    version: document.version,
    points,
    reason: effectText(locale, document.effect, currency),
    activatesAt: activatesAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  }));
}
