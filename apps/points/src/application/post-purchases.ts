import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import type { ItemResult } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { channelDefault } from '../domain/purchase-content.js';
import { TransactionConflictError } from '../domain/purchase.errors.js';
import { valueMinorOf } from '../domain/points-settings.js';
import {
  isSamePurchase,
  type PostedPurchase,
  type PurchaseRecord,
  type RejectedPart,
} from '../domain/purchase-record.js';
import { settledPurchase } from './settled-purchase.js';
import { type BookedPurchase, BookPurchases } from './book-purchases.js';
import type { EarningRules } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { PayCheckouts, type PayingDraft } from './pay-checkouts.js';
import { PointsKeys } from './points-keys.js';
import { type NewReceipt, PurchaseStore } from './ports/purchase.store.js';
import { itemRefusal } from './item-refusals.js';
import { type Acceptable, draftPurchase, type PurchaseDraft } from './purchase-draft.js';
import { purchaseAnswer } from './purchase-answer.js';
import { purchaseEvents } from './purchase-events.js';
import { ApplyParked } from './returns/apply-parked.js';
import { inLedgerOrder, settledEvents } from './settled-events.js';

type PostResult = ItemResult<PurchaseAnswer>;
type AcceptableDraft = PurchaseDraft & { readonly verdict: Acceptable };

/**
 * Posts purchases of one programme in one durable transaction, each judged on its own: a refused one writes nothing and fails
 * none of its neighbours. Refusals and their precedence: see the `purchases/post` call.
 */
@Injectable()
export class PostPurchases {
  constructor(
    private readonly purchases: PurchaseStore,
    private readonly bookPurchases: BookPurchases,
    private readonly sessions: EarningSessions,
    private readonly applyParked: ApplyParked,
    private readonly payCheckouts: PayCheckouts,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly keys: PointsKeys,
  ) {}

  async execute(programId: string, postings: readonly PurchasePosting[]): Promise<PostResult[]> {
    const rules = await this.sessions.rulesOf(programId);
    const now = this.clock.now();
    const context = { programId, now, referenceKey: this.keys.referenceKey };
    const drafts = postings.map((posting) => draftPurchase(posting, context));
    return this.transactions.run(() => this.post(programId, drafts, rules));
  }

  private async post(programId: string, drafts: readonly PurchaseDraft[], rules: EarningRules): Promise<PostResult[]> {
    const leaders = firstAcceptable(drafts);
    const registered = await this.register(programId, [...leaders.values()]);
    // Its own statement after the one that waited: what a concurrent post committed meanwhile is seen only now.
    const stored = await this.findPosted(
      programId,
      drafts.filter(({ transactionId }) => !registered.has(transactionId)),
    );
    const late = [...leaders.values()].filter(
      ({ transactionId }) => !registered.has(transactionId) && !stored.has(transactionId),
    );
    const awaited = late.length > 0 ? await this.takeAwaited(programId, late, stored) : new Set<string>();
    const fresh = [...leaders.values()].filter(
      ({ transactionId }) => registered.has(transactionId) || awaited.has(transactionId),
    );
    const recorded: BookedPurchase[] = [];
    for (const run of runsUpTo(fresh, awaited))
      recorded.push(...(await this.record(programId, run, { rules, awaited })));

    const freshById = new Map(fresh.map((draft, index) => [draft.transactionId, { draft, booked: recorded[index] }]));
    let leaderSeen = new Set<string>();
    return drafts.map((draft) => {
      const posted = stored.get(draft.transactionId);
      if (posted) return this.again(posted, draft);
      const first = freshById.get(draft.transactionId);
      if (first?.booked?.refusal) return { ok: false, error: draft.verdict.refusal ?? first.booked.refusal };
      if (first?.booked?.record && first.draft === draft) {
        leaderSeen = leaderSeen.add(draft.transactionId);
        return this.answer(first.booked.record, draft.identity.referenceHash === null, false);
      }
      if (first?.booked?.record && leaderSeen.has(draft.transactionId)) {
        return this.again({ record: first.booked.record, identity: first.draft.identity }, draft);
      }
      // Refused by itself; one that came before the accepted post of its id was refused before that id was taken.
      return {
        ok: false,
        error: draft.verdict.refusal ?? itemRefusal(new TransactionConflictError(draft.transactionId)),
      };
    });
  }

  private async register(programId: string, drafts: readonly AcceptableDraft[]): Promise<ReadonlySet<string>> {
    if (drafts.length === 0) return new Set();
    return this.purchases.register(programId, drafts.map(receiptOf));
  }

  /** Returns and voids came before these purchases; another post of the same may have come in between. */
  private async takeAwaited(
    programId: string,
    drafts: readonly AcceptableDraft[],
    stored: Map<string, PostedPurchase>,
  ): Promise<ReadonlySet<string>> {
    const taken = await this.purchases.takeAwaited(programId, drafts.map(receiptOf));
    const missed = drafts.filter(({ transactionId }) => !taken.has(transactionId));
    for (const [transactionId, posted] of await this.findPosted(programId, missed)) stored.set(transactionId, posted);
    return taken;
  }

  private async findPosted(programId: string, drafts: readonly PurchaseDraft[]): Promise<Map<string, PostedPurchase>> {
    if (drafts.length === 0) return new Map();
    const transactionIds = [...new Set(drafts.map(({ transactionId }) => transactionId))];
    return new Map(await this.purchases.findPosted(programId, transactionIds));
  }

  /** Writes new purchases with their points and events; those refused under the lock leave nothing, not even their id. */
  private async record(
    programId: string,
    drafts: readonly AcceptableDraft[],
    { rules, awaited }: { readonly rules: EarningRules; readonly awaited: ReadonlySet<string> },
  ): Promise<BookedPurchase[]> {
    if (drafts.length === 0) return [];
    const now = this.clock.now();
    const paying = (await this.payCheckouts.execute(programId, drafts, now)).map(unlessSettled);
    const ofMembers = paying.filter(({ draft, refusal }) => !refusal && earnsOrSpends(draft));
    const { purchases, books } = await this.bookPurchases.execute(
      programId,
      ofMembers.map(({ draft, hold }) => ({
        record: recordOf(draft, { programId, recordedAt: now, rules }),
        recordedAt: now,
        actor: draft.posting.actor,
        redeem: draft.verdict.redeem,
        hold,
        isSettled: draft.verdict.settled !== undefined,
      })),
      { rules, now },
    );
    const booked = new Map(ofMembers.map((each, index) => [each, purchases[index]]));
    const results = paying.map((each): BookedPurchase => {
      if (each.refusal) return { refusal: each.refusal };
      return booked.get(each) ?? unearnedPurchase(recordOf(each.draft, { programId, recordedAt: now, rules }));
    });
    await this.payCheckouts.capture(
      programId,
      paying.filter((_, index) => !results[index]?.refusal),
    );
    const refused = drafts.filter((_, index) => results[index]?.refusal);
    if (refused.length > 0) {
      const transactionIds = refused.map(({ transactionId }) => transactionId);
      await this.purchases.unregister(programId, { transactionIds, awaited });
    }
    await this.purchases.insert(results.flatMap((result) => (result.refusal ? [] : [result.record])));
    const correlationIdOf = (index: number): string => drafts[index]?.posting.correlationId ?? '';
    await this.outbox.append(
      inLedgerOrder([
        ...settledEvents(programId, books.values(), correlationIdOf(0)),
        ...results.flatMap((result, index) => (result.refusal ? [] : purchaseEvents(result, correlationIdOf(index)))),
      ]),
    );
    return awaited.size > 0 ? this.net(programId, results, { awaited, now }) : results;
  }

  /** What came back of purchases before they were here is taken off at once: their answers tell the balance after it. */
  private async net(
    programId: string,
    results: readonly BookedPurchase[],
    { awaited, now }: { readonly awaited: ReadonlySet<string>; readonly now: Date },
  ): Promise<BookedPurchase[]> {
    const records = results.flatMap((result) =>
      !result.refusal && awaited.has(result.record.transactionId) ? [result.record] : [],
    );
    const netted = await this.applyParked.execute(programId, records, now);
    return results.map((result) => {
      if (result.refusal) return result;
      return { ...result, record: netted.get(result.record.transactionId) ?? result.record };
    });
  }

  private again(posted: PostedPurchase, draft: PurchaseDraft): PostResult {
    return isSamePurchase(posted, draft.identity, draft.memberId)
      ? this.answer(posted.record, posted.identity.referenceHash === null, true)
      : { ok: false, error: itemRefusal(new TransactionConflictError(draft.transactionId)) };
  }

  private answer(record: PurchaseRecord, anonymous: boolean, duplicate: boolean): PostResult {
    return { ok: true, value: purchaseAnswer(record, { duplicate, anonymous, claimKey: this.keys.claimKey }) };
  }
}

function receiptOf({ transactionId, posting, identity, memberId, verdict }: AcceptableDraft): NewReceipt {
  const { purchaseId } = posting;
  return { ...identity, transactionId, purchaseId, memberId, occurredAt: verdict.occurredAt };
}

/**
 * What was waiting for a purchase is taken off before the next one is decided: it could spend points that go back, or be answered
 * with a balance that never was. Nearly always there is one run.
 */
function runsUpTo(drafts: readonly AcceptableDraft[], awaited: ReadonlySet<string>): AcceptableDraft[][] {
  const runs: AcceptableDraft[][] = [[]];
  for (const draft of drafts) {
    runs.at(-1)?.push(draft);
    if (awaited.has(draft.transactionId)) runs.push([]);
  }
  return runs.filter(({ length }) => length > 0);
}

/** Of each transaction id, the first post that could be recorded: within a group it comes before its repetitions. */
function firstAcceptable(drafts: readonly PurchaseDraft[]): Map<string, AcceptableDraft> {
  const leaders = new Map<string, AcceptableDraft>();
  for (const draft of drafts) {
    if (isAcceptable(draft) && !leaders.has(draft.transactionId)) leaders.set(draft.transactionId, draft);
  }
  return leaders;
}

function isAcceptable(draft: PurchaseDraft): draft is AcceptableDraft {
  return draft.verdict.refusal === undefined;
}

/** A member who may not earn keeps the purchase all the same. */
function earnsOrSpends({ memberId, verdict }: AcceptableDraft): boolean {
  return memberId !== null && verdict.settled?.earns !== false;
}

/** A settled purchase whose checkout it cannot have stands on its own: the customer has left. */
function unlessSettled(paying: PayingDraft): PayingDraft {
  const { draft, refusal } = paying;
  if (!refusal || !draft.verdict.settled || refusal.retryAfterSeconds !== undefined) return paying;
  const { posting, verdict } = draft;
  const { checkoutId: _over, ...purchase } = posting.purchase;
  const netMinors = verdict.lines.map(({ netMinor }) => netMinor);
  const parts = settledPurchase({ ...posting, purchase }, netMinors);
  return { draft: { ...draft, verdict: { occurredAt: verdict.occurredAt, ...parts } }, hold: null, checkoutId: null };
}

function unearnedPurchase(record: PurchaseRecord): BookedPurchase {
  return { record, earned: null, redeemed: null, seqBefore: 0 };
}

interface Recording {
  readonly programId: string;
  readonly recordedAt: Date;
  readonly rules: EarningRules;
}

/** What of a settled purchase could not be honoured, with what it is worth. */
function rejectedOf({ settled }: Acceptable, currency: string, { rules }: Recording): { rejected?: RejectedPart[] } {
  if (!settled) return {};
  const { rejected, rejectedPoints } = settled;
  if (rejectedPoints === null) return { rejected: [...rejected] };
  const { points, code } = rejectedPoints;
  const valueMinor = valueMinorOf(rules.settings, { points, currency, tierLevel: null });
  return { rejected: [...rejected, { kind: 'redeem', code, valueMinor }] };
}

function recordOf(
  { posting: { purchaseId, purchase, locale }, transactionId, memberId, verdict }: AcceptableDraft,
  recording: Recording,
): PurchaseRecord {
  const { programId, recordedAt } = recording;
  const { tillId, tenders, metadata } = purchase;
  const hasDetails = tillId !== undefined || tenders !== undefined || metadata !== undefined;
  return {
    programId,
    purchaseId,
    transactionId,
    memberId,
    storeId: purchase.storeId ?? null,
    channel: purchase.channel ?? channelDefault,
    currency: purchase.currency,
    occurredAt: verdict.occurredAt,
    recordedAt,
    totalMinor: purchase.totalMinor,
    couponMinor: verdict.couponMinor,
    pointsMinor: 0,
    payableMinor: purchase.totalMinor - verdict.couponMinor,
    pointsRedeemed: 0,
    pointsEarned: 0,
    pointsPending: 0,
    state: 'recorded',
    returned: null,
    lines: verdict.lines,
    outcome: {
      locale,
      campaigns: [],
      coupons: verdict.coupons,
      earnBaseMinor: purchase.totalMinor - verdict.couponMinor,
      lots: [],
      redemption: null,
      balance: null,
      ...rejectedOf(verdict, purchase.currency, recording),
    },
    details: hasDetails ? { tillId, tenders, metadata } : null,
  };
}
