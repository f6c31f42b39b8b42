import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { EventOutbox } from '#contracts/events/outbox';
import type { CampaignTrigger } from '#rules/campaigns/document';
import type { EarningLine } from '#rules/campaigns/facts';
import type { AccountBook } from '../domain/book/account-book.js';
import { earnPoints } from '../domain/book/earn-points.js';
import { settle } from '../domain/book/settle.js';
import type { Balance, LedgerCause, SourceType } from '../domain/ledger.js';
import { AccountBooks } from './account-books.js';
import { bookOf } from './book-of.js';
import { newLots } from './book-purchases.js';
import { campaignsActor, earnedEvent } from './earned-event.js';
import type { EarningRules, EarningSession, Occasion } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { ServableMembers } from './servable-members.js';
import { inLedgerOrder, type PlacedEvent, settledEvents } from './settled-events.js';

/** What came back of a purchase. */
export interface ReturnedGoods {
  readonly currency: string;
  readonly storeId: string | null;
  readonly channel: string;
  /** With the quantities that came back, and their share of what was paid. */
  readonly lines: readonly EarningLine[];
}

/** Something that happened to a member, or that a member did, other than a purchase. */
export interface Happening {
  readonly memberId: string;
  readonly trigger: Exclude<CampaignTrigger, 'purchase'>;
  readonly occurredAt: Date;
  /** Our id of it, and the id that the outside knows it by. */
  readonly eventId: string;
  readonly reference: string;
  /** The activity, or the trigger's own name. */
  readonly activity: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of a return. */
  readonly goods?: ReturnedGoods;
}

/** Gives the points that campaigns have for what happened to members. Runs inside the caller's transaction, once an event. */
@Injectable()
export class EarnFromEvents {
  constructor(
    private readonly sessions: EarningSessions,
    private readonly accountBooks: AccountBooks,
    private readonly servable: ServableMembers,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param happenings of one programme, each member's in order
   * @param campaign   the only one that is asked; absent are all
   * @returns the balances of those who were served, after it
   */
  async execute(
    programId: string,
    happenings: readonly Happening[],
    { campaign }: { readonly campaign?: string } = {},
  ): Promise<ReadonlyMap<string, Balance>> {
    const published = await this.sessions.rulesOf(programId);
    const rules =
      campaign === undefined ? published : { ...published, index: published.index.only(new Set([campaign])) };
    const awaited = happenings.filter((happening) => serves(rules, happening));
    const serving = awaited.length === 0 ? [] : await this.servable.of(programId, awaited);
    return serving.length === 0 ? new Map() : this.earn(programId, rules, serving);
  }

  /** Whether any campaign asks for it. */
  async isAwaited(programId: string, trigger: Happening['trigger']): Promise<boolean> {
    return (await this.sessions.rulesOf(programId)).index.hasTrigger(trigger, null);
  }

  /** What it would give, on a book that is never closed; limits are read and not used. */
  async evaluate(programId: string, happening: Happening, book: AccountBook): Promise<void> {
    const rules = await this.sessions.rulesOf(programId);
    if (!serves(rules, happening) || (await this.servable.of(programId, [happening])).length === 0) return;
    const session = await this.sessions.open(programId, rules, { occasions: [occasionOf(happening)], commits: false });
    this.give(book, session, { happening, place: 0, now: this.clock.now() });
  }

  private async earn(
    programId: string,
    rules: EarningRules,
    happenings: readonly Happening[],
  ): Promise<ReadonlyMap<string, Balance>> {
    const now = this.clock.now();
    const memberIds = [...new Set(happenings.map(({ memberId }) => memberId))];
    const requests = memberIds.map((memberId) => ({ memberId }));
    const books = await this.accountBooks.open(programId, { requests, now });
    const occasions = happenings.map(occasionOf);
    const session = await this.sessions.open(programId, rules, { occasions, commits: true });
    const events: PlacedEvent[] = [];
    happenings.forEach((happening, place) => {
      const given = this.give(bookOf(books, happening.memberId), session, { happening, place, now });
      if (!given) return;
      const { transaction } = given;
      const correlationId = happening.eventId;
      events.push({
        seq: transaction.seq,
        event: earnedEvent(programId, { ...given, purchaseId: null, correlationId }),
      });
    });
    await this.accountBooks.close(programId, { books: books.values(), now });
    await this.sessions.close(programId, session);
    const told = [...settledEvents(programId, books.values(), happenings[0]?.eventId ?? ''), ...events];
    if (told.length > 0) await this.outbox.append(inLedgerOrder(told));
    return new Map([...books].map(([memberId, book]) => [memberId, book.balance]));
  }

  private give(
    book: AccountBook,
    session: EarningSession,
    { happening, place, now }: { readonly happening: Happening; readonly place: number; readonly now: Date },
  ) {
    const earnings = session.decide(place, happening.goods?.lines ?? []);
    const lots = newLots(earnings, { purchaseId: null, nextId: () => this.ids.next() });
    if (lots.length === 0) return undefined;
    const transaction = earnPoints(book, lots, causeOf(happening, { now, tierLevel: session.levelOf(place) }));
    settle(book, now);
    return { transaction, lots, earnings };
  }
}

function serves({ index }: EarningRules, { trigger, activity }: Happening): boolean {
  return index.hasTrigger(trigger, trigger === 'event' ? activity : null);
}

function occasionOf({ memberId, trigger, occurredAt, activity, data, goods }: Happening): Occasion {
  return {
    memberId,
    trigger,
    occurredAt,
    currency: goods?.currency ?? null,
    storeId: goods?.storeId ?? null,
    channel: goods?.channel ?? null,
    lines: goods?.lines ?? [],
    tenders: [],
    event: goods ? null : { activity, data },
  };
}

function causeOf(
  { trigger, occurredAt, eventId, reference, goods }: Happening,
  { now, tierLevel }: { readonly now: Date; readonly tierLevel: string | null },
): LedgerCause {
  const type: SourceType = trigger === 'return' ? 'return' : 'activity';
  return {
    kind: 'earn',
    occurredAt,
    recordedAt: now,
    source: { type, id: eventId, reference },
    actor: campaignsActor,
    storeId: goods?.storeId ?? null,
    tierLevel,
  };
}
