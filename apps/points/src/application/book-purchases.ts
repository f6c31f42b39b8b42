import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { Ids } from '#kernel/ids';
import type { Actor, ItemRefusal } from '#contracts/internal/call';
import type { AccountBook } from '../domain/book/account-book.js';
import { earnPoints, type NewLot } from '../domain/book/earn-points.js';
import { captureHold } from '../domain/book/hold-points.js';
import { allocateWhole, firstSlices, redeemPoints } from '../domain/book/redeem-points.js';
import { settle } from '../domain/book/settle.js';
import { earningText } from '../domain/campaigns/campaign-texts.js';
import { consumedUsage } from '../domain/campaigns/consumed-usage.js';
import type { AppliedEarning, Earnings } from '../domain/campaigns/earning.js';
import type { LedgerCause, LedgerTransaction } from '../domain/ledger.js';
import { valueMinorOf } from '../domain/points-settings.js';
import { earningLines, purchaseOccasion } from '../domain/purchase-occasion.js';
import type { AppliedCampaign, EarnedLot, PurchaseRecord } from '../domain/purchase-record.js';
import { payWithPoints, takeOff } from '../domain/redeem-in-purchase.js';
import type { Locale } from '../domain/texts.js';
import { AccountBooks } from './account-books.js';
import type { EarningRules, EarningSession } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import type { HeldForPurchase } from './pay-checkouts.js';
import { itemRefusal } from './item-refusals.js';
import { bought, redeemed as redeemedPoints, touch, TouchLots } from './touch-lots.js';

export interface BookablePurchase {
  /** With its member; what it earns and redeems is not decided yet. */
  readonly record: PurchaseRecord;
  readonly recordedAt: Date;
  readonly actor: Actor;
  /** Whole points that pay a part of it; 0 for none. */
  readonly redeem: number;
  /** Points that its checkout holds, where it pays one. */
  readonly hold?: HeldForPurchase | null;
  /** The customer has left: points that cannot be redeemed are told, not refused. */
  readonly isSettled?: boolean;
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
    private readonly sessions: EarningSessions,
    private readonly touchLots: TouchLots,
    private readonly ids: Ids,
  ) {}

  async execute(
    programId: string,
    purchases: readonly BookablePurchase[],
    { rules, now }: { rules: EarningRules; now: Date },
  ): Promise<BookedPurchases> {
    if (purchases.length === 0) return { purchases: [], books: new Map() };
    const requests = requestsOf(purchases);
    const activities = purchases.some(({ redeem, hold }) => redeem > 0 || hold) ? [bought, redeemedPoints] : [bought];
    const lots = await this.touchLots.lotsTouchedBy(programId, rules, { memberIds: [...requests.keys()], activities });
    // First of what decides, so that everything below decides on what the lock protects.
    const books = await this.accountBooks.open(programId, {
      requests: [...requests.values()].map((request) => ({ ...request, lotIds: lots.get(request.memberId) })),
      now,
    });
    const session = await this.sessions.open(programId, rules, {
      occasions: purchases.map(({ record }) => ({ ...purchaseOccasion(record), memberId: memberOf(record) })),
      commits: true,
    });
    const booked = purchases.map((purchase, place) => {
      const book = books.get(memberOf(purchase.record));
      if (!book) throw new Error('The books of all members were opened.');
      return this.tryBook(purchase, { book, rules, session, place, touches: lots.size > 0 });
    });
    await this.accountBooks.close(programId, { books: books.values(), now });
    await this.sessions.close(programId, session);
    return { purchases: booked, books };
  }

  private tryBook(purchase: BookablePurchase, context: BookContext): BookedPurchase {
    try {
      return this.book(purchase, context);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (!purchase.isSettled) return { refusal: itemRefusal(error) };
      return this.book(withoutPoints(purchase, { code: error.code, ...context }), context);
    }
  }

  private book({ record, recordedAt, actor, redeem, hold }: BookablePurchase, context: BookContext): BookedPurchase {
    const { book, rules, session, place } = context;
    const tierLevel = session.levelOf(place);
    const seqBefore = book.wallet.seq;
    const cause = (kind: 'earn' | 'redeem' | 'capture'): LedgerCause => ({
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
    if (hold) {
      const { holdId, points } = hold;
      const slices = firstSlices(book.hold(holdId).slices, points);
      redeemed = captureHold(book, { holdId, points }, cause('capture'));
      const redemption = { postingId: redeemed.postingId, points, slices };
      paid = {
        ...record,
        ...takeOff(record, hold),
        pointsRedeemed: points,
        outcome: { ...record.outcome, redemption },
      };
    }
    if (context.touches) {
      const touched = { occurredAt: record.occurredAt, now: recordedAt, level: tierLevel };
      touch(book, rules, { ...touched, activity: bought });
      if (redeemed) touch(book, rules, { ...touched, activity: redeemedPoints });
    }
    const earning = rules.settings.redemption.earns ? record : paid;
    const earnings = session.decide(place, earningLines(earning.lines));
    const lots = newLots(earnings, { purchaseId: record.purchaseId, nextId: () => this.ids.next() });
    const earned = lots.length > 0 ? earnPoints(book, lots, cause('earn')) : null;
    // Neither the answer nor the member's next purchase may count what this one brought too late.
    settle(book, recordedAt);
    const earnedLots = lots.map(({ lotId }, index) => earnedLot(lotId, earnings.applied[index]));
    return {
      record: withEarnings(paid, { earnings, earnBaseMinor: earning.payableMinor, lots: earnedLots, earned, book }),
      earned,
      redeemed,
      seqBefore,
    };
  }
}

interface BookContext {
  readonly book: AccountBook;
  readonly rules: EarningRules;
  readonly session: EarningSession;
  /** Of the purchase in the session. */
  readonly place: number;
  /** Some lots wait for a purchase, or slide with it. */
  readonly touches: boolean;
}

/** As it is booked when its points cannot be redeemed. */
function withoutPoints(
  purchase: BookablePurchase,
  { code, rules, session, place }: BookContext & { readonly code: string },
): BookablePurchase {
  const { record, redeem: points, hold } = purchase;
  const worth = { points, currency: record.currency, tierLevel: session.levelOf(place) };
  const valueMinor = hold?.pointsMinor ?? valueMinorOf(rules.settings, worth);
  const rejected = [...(record.outcome.rejected ?? []), { kind: 'redeem', code, valueMinor } as const];
  return { ...purchase, redeem: 0, hold: null, record: { ...record, outcome: { ...record.outcome, rejected } } };
}

/** A lot for each campaign that gave points. */
export function newLots(
  { applied }: Pick<Earnings, 'applied'>,
  { purchaseId, nextId }: { readonly purchaseId: string | null; readonly nextId: () => string },
): NewLot[] {
  return applied.map(({ campaign: { document, contentHash }, points, activatesAt, pendingUntil, expiresAt }) => ({
    lotId: nextId(),
    points,
    campaign: { code: document.code, version: document.version, contentHash },
    purchaseId,
    activatesAt,
    pendingUntil,
    expiresAt,
  }));
}

export function earnedLot(lotId: string, applied: AppliedEarning | undefined): EarnedLot {
  if (!applied) throw new Error('Every lot has the campaign that gave it.');
  const { campaign, points, pointsByLine } = applied;
  return { lotId, points, campaignCode: campaign.document.code, pointsByLine };
}

function requestsOf(purchases: readonly BookablePurchase[]) {
  const requests = new Map<string, { memberId: string; spend: number; holdIds: string[] }>();
  for (const { record, redeem, hold } of purchases) {
    const memberId = memberOf(record);
    const request = requests.get(memberId) ?? { memberId, spend: 0, holdIds: [] };
    requests.set(memberId, request);
    request.spend += redeem;
    if (hold) request.holdIds.push(hold.holdId);
  }
  return requests;
}

function memberOf({ memberId }: PurchaseRecord): string {
  if (memberId === null) throw new Error('An anonymous purchase earns for nobody.');
  return memberId;
}

interface EarnedByPurchase {
  readonly earnings: Earnings;
  readonly earnBaseMinor: number;
  readonly lots: readonly EarnedLot[];
  readonly earned: LedgerTransaction | null;
  readonly book: AccountBook;
}

function withEarnings(
  record: PurchaseRecord,
  { earnings, earnBaseMinor, lots, earned, book }: EarnedByPurchase,
): PurchaseRecord {
  return {
    ...record,
    pointsEarned: earnings.points,
    pointsPending: pendingPoints(earnings, record.recordedAt),
    lines: record.lines.map((line, index) => ({ ...line, points: earnings.pointsByLine[index] ?? 0 })),
    outcome: {
      ...record.outcome,
      campaigns: appliedCampaigns(earnings, record.outcome.locale, record.currency),
      earnBaseMinor,
      lots,
      ...(earned ? { earningId: earned.postingId } : {}),
      ...(earnings.usage.length > 0 ? { usage: earnings.usage.map(consumedUsage) } : {}),
      balance: book.balance,
    },
  };
}

/** Of what was earned, those points that cannot be spent yet. */
export function pendingPoints({ applied }: Earnings, now: Date): number {
  return applied
    .filter(({ activatesAt, pendingUntil }) => pendingUntil !== null || (activatesAt !== null && activatesAt > now))
    .reduce((sum, { points }) => sum + points, 0);
}

export function appliedCampaigns(earnings: Earnings, locale: Locale, currency: string): AppliedCampaign[] {
  return earnings.applied.map((applied) => ({
    code: applied.campaign.document.code,
    version: applied.campaign.document.version,
    points: applied.points,
    reason: earningText(locale, applied, currency),
    activatesAt: applied.activatesAt?.toISOString() ?? null,
    expiresAt: applied.expiresAt?.toISOString() ?? null,
  }));
}
