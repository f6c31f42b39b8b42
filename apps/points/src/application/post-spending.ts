import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import { EventOutbox } from '#contracts/events/outbox';
import type { SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import type { AccountBook } from '../domain/book/account-book.js';
import { settle } from '../domain/book/settle.js';
import { localDayOf } from '../domain/local-day.js';
import { HoldNotFoundError, LimitReachedError } from '../domain/spending.errors.js';
import { AccountBooks } from './account-books.js';
import type { EarningRules } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { AccountBookStore, type AccountRequest } from './ports/account-book.store.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { SpendingStore } from './ports/spending.store.js';
import { type KnownProgram, ProgramSettings, zoneOf } from './program-settings.js';
import { inLedgerOrder, type PlacedEvent, settledEvents } from './settled-events.js';
import { draftSpending, type SpendingDraft } from './spending-draft.js';
import { spend, type SpendingContext, type Spent } from './spend.js';
import { redeemed, touch, TouchLots } from './touch-lots.js';

export type SpendingOutcome =
  | { readonly ok: true; readonly status: number; readonly body: SpendingAnswer }
  | { readonly ok: false; readonly error: DomainError };

/**
 * Does what spending commands of one programme ask for, in the order given and in the caller's transaction; a refused one
 * changes nothing. Refusals and their precedence: see the `spending/post` call.
 */
@Injectable()
export class PostSpending {
  constructor(
    private readonly accountBooks: AccountBooks,
    private readonly books: AccountBookStore,
    private readonly history: MemberHistoryStore,
    private readonly programs: ProgramSettings,
    private readonly sessions: EarningSessions,
    private readonly touchLots: TouchLots,
    private readonly store: SpendingStore,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /** Before the transaction: what a new programme begins with must not be undone with it. */
  async open(programId: string): Promise<void> {
    await this.sessions.rulesOf(programId);
  }

  async execute(programId: string, postings: readonly SpendingPosting[]): Promise<SpendingOutcome[]> {
    const rules = await this.sessions.rulesOf(programId);
    const program = await this.programs.for(programId);
    const now = this.clock.now();
    const drafts = postings.map((posting) => draftSpending(posting, { settings: program.settings, now }));
    const sound = drafts.filter((draft): draft is SpendingDraft => !(draft instanceof DomainError));
    const holders = await this.holdersOf(programId, sound);
    const touched = await this.lotsTouchedBy(programId, rules, { drafts: sound, holders });
    const requests = requestsOf(sound, { holders, touched });
    const opened = await this.accountBooks.open(programId, { requests, now });
    const levels = await this.levelsOf(programId, requests, now);
    const day = localDayOf(now, zoneOf(program));
    const sent = await this.sentOn(programId, day.date, sound);

    const sentNow = new Set<string>();
    const spent: Spent[] = [];
    const outcomes = postings.map((posting, index): SpendingOutcome => {
      const draft = drafts[index];
      if (!draft || draft instanceof DomainError) return { ok: false, error: draft ?? new HoldNotFoundError() };
      try {
        const memberId = holderOf(draft, holders);
        if (draft.kind === 'transfer') requireWithinDay(draft, { sent, program, endsAt: day.endsAt });
        const level = levels.get(memberId) ?? null;
        const book = bookOf(opened, memberId);
        const context: SpendingContext = {
          programId,
          posting,
          now,
          program,
          tierLevel: level,
          book,
          onRedeemed: (occurredAt) => {
            if (touched.has(memberId)) touch(book, rules, { activity: redeemed, occurredAt, now, level });
          },
          otherBook: draft.kind === 'transfer' ? bookOf(opened, draft.toId) : undefined,
        };
        const done = spend(draft, context);
        if (draft.kind === 'transfer') {
          sent.set(memberId, (sent.get(memberId) ?? 0) + draft.points);
          sentNow.add(memberId);
        }
        spent.push(done);
        return { ok: true, status: done.status, body: done.answer };
      } catch (error) {
        if (error instanceof DomainError) return { ok: false, error };
        throw error;
      } finally {
        // What came back too late must not be spent by the next command.
        for (const book of opened.values()) settle(book, now);
      }
    });
    await this.accountBooks.close(programId, { books: opened.values(), now });
    await this.keep(programId, { spent, date: day.date, sent, sentNow, now });
    await this.tell(programId, { postings, opened, events: spent.flatMap(({ events }) => events) });
    return outcomes;
  }

  private async holdersOf(programId: string, drafts: readonly SpendingDraft[]): Promise<Holders> {
    const holdIds = drafts.flatMap((draft) => ('holdId' in draft ? [draft.holdId] : []));
    return holdIds.length === 0 ? new Map() : this.books.holdersOf(programId, [...new Set(holdIds)]);
  }

  /** A redemption is an activity of the member, alone as in a purchase. */
  private lotsTouchedBy(
    programId: string,
    rules: EarningRules,
    { drafts, holders }: { readonly drafts: readonly SpendingDraft[]; readonly holders: Holders },
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const memberIds = drafts.flatMap((draft) => {
      if (draft.kind === 'redeem') return [draft.memberId];
      const holder = draft.kind === 'capture' ? holders.get(draft.holdId) : undefined;
      return holder === undefined ? [] : [holder];
    });
    const asked = { memberIds: [...new Set(memberIds)], activities: [redeemed] };
    return memberIds.length === 0 ? Promise.resolve(new Map()) : this.touchLots.lotsTouchedBy(programId, rules, asked);
  }

  private async levelsOf(
    programId: string,
    requests: readonly AccountRequest[],
    now: Date,
  ): Promise<ReadonlyMap<string, string | null>> {
    if (requests.length === 0) return new Map();
    const memberIds = requests.map(({ memberId }) => memberId);
    const levels = await this.history.levelsAt(
      programId,
      memberIds.map((memberId) => ({ memberId, at: now })),
    );
    return new Map(memberIds.map((memberId, index) => [memberId, levels[index] ?? null]));
  }

  private async sentOn(
    programId: string,
    date: string,
    drafts: readonly SpendingDraft[],
  ): Promise<Map<string, number>> {
    const senders = drafts.flatMap((draft) => (draft.kind === 'transfer' ? [draft.memberId] : []));
    if (senders.length === 0) return new Map();
    return new Map(await this.store.transferredOn(programId, date, [...new Set(senders)]));
  }

  private async keep(programId: string, work: KeptWork): Promise<void> {
    const { spent, date, sent, sentNow, now } = work;
    if (sentNow.size > 0) {
      const totals = [...sentNow].sort().map((memberId) => ({ memberId, points: sent.get(memberId) ?? 0 }));
      await this.store.recordTransferred(programId, date, totals);
    }
    const details = spent.flatMap(({ details: kept }) => (kept ? [kept] : []));
    if (details.length > 0) await this.store.keepDetails(programId, details, now);
  }

  private async tell(
    programId: string,
    { postings, opened, events }: { postings: readonly SpendingPosting[]; opened: Books; events: PlacedEvent[] },
  ): Promise<void> {
    const settled = settledEvents(programId, opened.values(), postings[0]?.correlationId ?? '');
    const all = inLedgerOrder([...settled, ...events]);
    if (all.length > 0) await this.outbox.append(all);
  }
}

type Books = ReadonlyMap<string, AccountBook>;
/** Members, by the holds that are theirs. */
type Holders = ReadonlyMap<string, string>;

interface KeptWork {
  readonly spent: readonly Spent[];
  readonly date: string;
  readonly sent: ReadonlyMap<string, number>;
  readonly sentNow: ReadonlySet<string>;
  readonly now: Date;
}

/** What the commands will touch, once a member. */
function requestsOf(
  drafts: readonly SpendingDraft[],
  { holders, touched }: { readonly holders: Holders; readonly touched: ReadonlyMap<string, readonly string[]> },
): AccountRequest[] {
  const requests = new Map<string, { memberId: string; spend: number; holdIds: string[]; lotIds: string[] }>();
  const of = (memberId: string) => {
    const lotIds = [...(touched.get(memberId) ?? [])];
    const request = requests.get(memberId) ?? { memberId, spend: 0, holdIds: [], lotIds };
    requests.set(memberId, request);
    return request;
  };
  for (const draft of drafts) {
    if ('holdId' in draft) {
      const holder = holders.get(draft.holdId);
      if (holder !== undefined) of(holder).holdIds.push(draft.holdId);
      continue;
    }
    const taken = draft.kind === 'adjust' ? Math.max(0, -draft.points) : draft.points;
    of(draft.memberId).spend += taken;
    if (draft.kind === 'transfer') of(draft.toId);
    if (draft.kind === 'adjust' && draft.reinstate) of(draft.memberId).lotIds.push(draft.reinstate.lotId);
  }
  return [...requests.values()];
}

/** @throws HoldNotFoundError */
function holderOf(draft: SpendingDraft, holders: Holders): string {
  if (!('holdId' in draft)) return draft.memberId;
  const holder = holders.get(draft.holdId);
  if (holder === undefined) throw new HoldNotFoundError();
  return holder;
}

function bookOf(books: Books, memberId: string): AccountBook {
  const book = books.get(memberId);
  if (!book) throw new Error('The books of all members were opened.');
  return book;
}

/** @throws LimitReachedError */
function requireWithinDay(
  { memberId, points }: { readonly memberId: string; readonly points: number },
  {
    sent,
    program,
    endsAt,
  }: { readonly sent: ReadonlyMap<string, number>; readonly program: KnownProgram; readonly endsAt: Date },
): void {
  const max = program.settings.transfers.perDayPointsMax;
  if (max === null || (sent.get(memberId) ?? 0) + points <= max) return;
  throw new LimitReachedError(`A member sends ${max} points a day at most.`, max, endsAt);
}
