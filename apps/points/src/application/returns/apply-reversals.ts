import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { EventOutbox } from '#contracts/events/outbox';
import type { ItemResult } from '#contracts/internal/call';
import type { AccountBook } from '../../domain/book/account-book.js';
import type { Balance } from '../../domain/ledger.js';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { type PlannedReversal, planReversal } from '../../domain/returns/plan-reversal.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import { AccountBooks } from '../account-books.js';
import type { AccountRequest } from '../ports/account-book.store.js';
import { ReversalStore } from '../ports/reversal.store.js';
import { itemRefusal } from '../item-refusals.js';
import { RefillUsage } from '../refill-usage.js';
import { EarnFromEvents } from '../earn-from-events.js';
import { inLedgerOrder, type PlacedEvent, settledEvents } from '../settled-events.js';
import { type MovedPoints, movePoints, nothingMoved } from './move-points.js';
import { type AnyReversalAnswer, recordedAnswer } from './reversal-answer.js';
import { returnedGoods } from './returned-goods.js';
import { reversalEvents } from './reversal-events.js';

interface Application {
  /** By transaction id, their receipts locked. */
  readonly purchases: ReadonlyMap<string, PurchaseRecord>;
  /** Each of one of these purchases; applied in this order. */
  readonly reversals: readonly Reversal[];
  /** They waited for their purchases: none is refused. */
  readonly parked: boolean;
  readonly now: Date;
}

interface AppliedReversals {
  /** Same order as the reversals. */
  readonly results: readonly ItemResult<AnyReversalAnswer>[];
  /** As they are now, by transaction id. */
  readonly purchases: ReadonlyMap<string, PurchaseRecord>;
  /** Of the members who were touched, after all of it. */
  readonly balances: ReadonlyMap<string, Balance>;
}

interface Step {
  readonly reversal: Reversal;
  /** Before it. */
  readonly purchase: PurchaseRecord;
  readonly planned: PlannedReversal;
}

/**
 * Applies returns and voids to recorded purchases, each on its own: what came back of the purchase, the member's points, the
 * events. Runs inside the caller's transaction.
 */
@Injectable()
export class ApplyReversals {
  constructor(
    private readonly reversals: ReversalStore,
    private readonly accountBooks: AccountBooks,
    private readonly refillUsage: RefillUsage,
    private readonly earnFromEvents: EarnFromEvents,
    private readonly outbox: EventOutbox,
  ) {}

  async execute(programId: string, application: Application): Promise<AppliedReversals> {
    // Where campaigns give for what comes back, each return answers with what it gave, and not with what the next one does.
    const oneByOne = await this.earnFromEvents.isAwaited(programId, 'return');
    const groups = oneByOne ? oncePerMember(application) : [application.reversals];
    const results: ItemResult<AnyReversalAnswer>[] = [];
    const purchases = new Map(application.purchases);
    const balances = new Map<string, Balance>();
    for (const reversals of groups) {
      const applied = await this.apply(programId, { ...application, purchases, reversals });
      results.push(...applied.results);
      for (const [transactionId, purchase] of applied.purchases) purchases.set(transactionId, purchase);
      for (const [memberId, balance] of applied.balances) balances.set(memberId, balance);
    }
    return { results, purchases, balances };
  }

  private async apply(programId: string, application: Application): Promise<AppliedReversals> {
    const { now } = application;
    const { steps, refusals, purchases } = plan(application);
    const books = await this.accountBooks.open(programId, { requests: requestsOf(steps), now });
    const moved = steps.map((step) => move(step, { books, now }));
    await this.accountBooks.close(programId, { books: books.values(), now });
    await this.refillUsage.execute(
      programId,
      steps.map(({ purchase, planned: { clawedBefore, clawBack, completes } }) => ({
        purchase,
        before: clawedBefore,
        clawBack,
        full: completes,
      })),
    );
    const changed = new Set(steps.map(({ purchase }) => purchase.transactionId));
    if (changed.size > 0) {
      await this.reversals.saveReturned(
        [...purchases.values()].filter(({ transactionId }) => changed.has(transactionId)),
      );
    }
    await this.tell(programId, { steps, moved, books, now });
    const balances = new Map([...books].map(([memberId, book]) => [memberId, book.balance]));
    const returned = steps.flatMap(({ reversal, purchase, planned }) =>
      reversal.kind === 'return' ? returnedGoods(reversal, purchase, planned) : [],
    );
    const earned = returned.length > 0 ? await this.earnFromEvents.execute(programId, returned) : noBalances;
    for (const [memberId, balance] of earned) balances.set(memberId, balance);
    const answers = new Map(
      steps.map(({ reversal, purchase, planned }, index) => {
        const points = moved[index] ?? nothingMoved;
        const balance = earned.get(purchase.memberId ?? '') ?? points.balance;
        return [reversal, recordedAnswer(reversal, { purchase, planned, moved: { ...points, balance } })];
      }),
    );
    const results = application.reversals.map((reversal): ItemResult<AnyReversalAnswer> => {
      const answer = answers.get(reversal);
      if (answer) return { ok: true, value: answer };
      const refusal = refusals.get(reversal);
      if (!refusal) throw new Error('A return is recorded or refused.');
      return { ok: false, error: itemRefusal(refusal) };
    });
    return { results, purchases, balances };
  }

  private async tell(
    programId: string,
    { steps, moved, books, now }: Opened & { readonly steps: readonly Step[]; readonly moved: readonly MovedPoints[] },
  ): Promise<void> {
    const [first] = steps;
    if (!first) return;
    const events: PlacedEvent[] = [
      ...settledEvents(programId, books.values(), first.reversal.document.correlationId),
      ...steps.flatMap((step, index) =>
        reversalEvents({ ...step, moved: moved[index] ?? nothingMoved, recordedAt: now }),
      ),
    ];
    if (events.length > 0) await this.outbox.append(inLedgerOrder(events));
  }
}

interface Opened {
  readonly books: ReadonlyMap<string, AccountBook>;
  readonly now: Date;
}

/** Each after those before it, of this group too. */
function plan({ purchases: known, reversals, parked }: Application) {
  const purchases = new Map(known);
  const steps: Step[] = [];
  const refusals = new Map<Reversal, DomainError>();
  for (const reversal of reversals) {
    const purchase = purchases.get(reversal.transactionId);
    if (!purchase) throw new Error('A return is applied to a purchase that is there.');
    try {
      const planned = planReversal(purchase, { reversal, parked });
      steps.push({ reversal, purchase, planned });
      purchases.set(reversal.transactionId, { ...purchase, state: planned.state, returned: planned.returned });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.set(reversal, error);
    }
  }
  return { steps, refusals, purchases };
}

/** Everybody whose purchase is touched: the balance in an answer is read under the lock. */
function requestsOf(steps: readonly Step[]): AccountRequest[] {
  const requests = new Map<string, { memberId: string; spend: number; lotIds: string[] }>();
  for (const { purchase, planned } of steps) {
    const { memberId } = purchase;
    if (memberId === null) continue;
    const request = requests.get(memberId) ?? { memberId, spend: 0, lotIds: [] };
    requests.set(memberId, request);
    request.spend += planned.clawBack.reduce((sum, { points }) => sum + points, 0);
    request.lotIds.push(...[...planned.clawBack, ...planned.giveBack].map(({ lotId }) => lotId));
  }
  return [...requests.values()];
}

function move({ reversal, purchase, planned }: Step, { books, now }: Opened): MovedPoints {
  if (purchase.memberId === null) return nothingMoved;
  const book = books.get(purchase.memberId);
  if (!book) throw new Error('The books of all members were opened.');
  return movePoints(book, { reversal, planned, outcome: purchase.outcome, now });
}

const noBalances: ReadonlyMap<string, Balance> = new Map();

/** In their order, each member at most once a group. */
function oncePerMember({ purchases, reversals }: Application): Reversal[][] {
  const groups: Reversal[][] = [];
  let seen = new Set<string>();
  for (const reversal of reversals) {
    const memberId = purchases.get(reversal.transactionId)?.memberId ?? null;
    const group = groups.at(-1);
    if (!group || (memberId !== null && seen.has(memberId))) {
      groups.push([reversal]);
      seen = new Set();
    } else group.push(reversal);
    if (memberId !== null) seen.add(memberId);
  }
  return groups;
}
