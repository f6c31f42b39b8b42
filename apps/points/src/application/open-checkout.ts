import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { Refusal } from '#contracts/errors/refusals';
import type { ReservedCoupon } from '#contracts/internal/benefits';
import type { Caller, ItemRefusal, ItemResult } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { CheckoutAnswer } from '#contracts/public/points';
import type { OpenCheckoutDto } from '#contracts/public/points.dto';
import type { EvaluationAnswer } from '#contracts/public/purchase';
import { holdPoints } from '../domain/book/hold-points.js';
import type { Balance } from '../domain/ledger.js';
import { requireRedeeming } from '../domain/member-standing.js';
import { InvalidPurchaseError } from '../domain/purchase.errors.js';
import { payWithPoints } from '../domain/redeem-in-purchase.js';
import { AccountBooks } from './account-books.js';
import { EvaluatePurchase } from './evaluate-purchase.js';
import { CheckoutStore } from './ports/checkout.store.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { ProgramSettings } from './program-settings.js';
import { passedOn } from './item-refusals.js';
import { inLedgerOrder, settledEvents } from './settled-events.js';
import { checkoutPurpose } from './spending-draft.js';

interface NewCheckout {
  readonly checkoutId: string;
  readonly checkout: OpenCheckoutDto;
  readonly member?: ItemResult<ResolvedMember>;
  readonly coupons?: ItemResult<readonly ReservedCoupon[]>;
  readonly refusal?: ItemRefusal;
}

/** Of a basket with its coupons: what its points take off, and who holds them. */
interface HeldPoints {
  readonly holdId: string | null;
  readonly points: number;
  readonly pointsMinor: number;
  readonly netMinors: readonly number[];
  readonly balance: Balance | null;
}

/**
 * Holds the points of a basket and keeps the coupons that benefits has reserved for it, for as long as
 * asked. Refuses as an evaluation does, and InsufficientPointsError.
 */
@Injectable()
export class OpenCheckout {
  constructor(
    private readonly evaluatePurchase: EvaluatePurchase,
    private readonly accountBooks: AccountBooks,
    private readonly checkouts: CheckoutStore,
    private readonly history: MemberHistoryStore,
    private readonly programs: ProgramSettings,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Caller, given: NewCheckout): Promise<CheckoutAnswer> {
    if (given.refusal) throw passedOn(given.refusal);
    const { ttlSeconds, ...purchase } = given.checkout;
    if (purchase.checkoutId !== undefined || purchase.settled !== undefined) {
      throw new InvalidPurchaseError('/checkoutId', 'A checkout is of a basket that is not paid yet.');
    }
    const evaluation = await this.evaluatePurchase.execute(caller, {
      purchase: { ...purchase, redeem: undefined },
      member: given.member,
      coupons: given.coupons,
    });
    return this.transactions.run(async () => {
      const createdAt = this.clock.now();
      const expiresAt = new Date(createdAt.getTime() + ttlSeconds * 1_000);
      const held = await this.hold(caller, { given, evaluation, createdAt, expiresAt });
      const { totalMinor, couponMinor } = evaluation.amounts;
      const inserted = await this.checkouts.insert(caller.programId, {
        checkoutId: given.checkoutId,
        memberId: evaluation.memberId,
        currency: purchase.currency,
        totalMinor,
        holdId: held.holdId,
        points: held.points,
        pointsMinor: held.pointsMinor,
        coupons: evaluation.coupons,
        state: 'open',
        purchaseId: null,
        createdAt,
        expiresAt,
      });
      if (!inserted) {
        throw new Refusal('in_progress', 'A checkout of this key is still open.', { retryAfterSeconds: 1 });
      }
      const payableMinor = totalMinor - couponMinor - held.pointsMinor;
      return {
        checkoutId: given.checkoutId,
        expiresAt: expiresAt.toISOString(),
        memberId: evaluation.memberId,
        amounts: { ...evaluation.amounts, pointsMinor: held.pointsMinor, payableMinor },
        points: { ...evaluation.points, redeemed: held.points },
        lines: evaluation.lines.map((line, index) => ({ ...line, netMinor: held.netMinors[index] ?? line.netMinor })),
        coupons: evaluation.coupons,
        balance: held.balance,
      };
    });
  }

  private async hold({ programId, actor, correlationId }: Caller, checkout: HoldingCheckout): Promise<HeldPoints> {
    const { given, evaluation, createdAt, expiresAt } = checkout;
    const { redeem, storeId = null, currency } = given.checkout;
    const netMinors = evaluation.lines.map(({ netMinor }) => netMinor);
    const { memberId } = evaluation;
    if (memberId === null || !given.member?.ok) {
      if (redeem) throw new InvalidPurchaseError('/redeem', 'Points are redeemed by a member.');
      return { holdId: null, points: 0, pointsMinor: 0, netMinors, balance: null };
    }
    const points = redeem?.points ?? 0;
    if (points > 0) requireRedeeming(given.member.value.status);
    const { settings } = await this.programs.for(programId);
    const books = await this.accountBooks.open(programId, { requests: [{ memberId, spend: points }], now: createdAt });
    const book = books.get(memberId);
    if (!book) throw new Error('The book of the member was opened.');
    const [tierLevel = null] = await this.history.levelsAt(programId, [{ memberId, at: createdAt }]);
    let paid: Pick<HeldPoints, 'holdId' | 'pointsMinor' | 'netMinors'> = { holdId: null, pointsMinor: 0, netMinors };
    if (points > 0) {
      const lines = netMinors.map((netMinor) => ({ netMinor }));
      const payableMinor = netMinors.reduce((sum, netMinor) => sum + netMinor, 0);
      const priced = payWithPoints({ lines, payableMinor, currency }, { points, settings, tierLevel });
      const holdId = book.nextId();
      paid = { holdId, pointsMinor: priced.pointsMinor, netMinors: priced.lines.map(({ netMinor }) => netMinor) };
      holdPoints(
        book,
        { holdId, points, purpose: checkoutPurpose, expiresAt },
        {
          kind: 'hold',
          occurredAt: createdAt,
          recordedAt: createdAt,
          source: { type: 'hold', id: holdId, reference: given.checkoutId },
          actor: { type: actor.type, id: actor.id },
          storeId,
          tierLevel,
        },
      );
    }
    await this.accountBooks.close(programId, { books: books.values(), now: createdAt });
    const settled = inLedgerOrder(settledEvents(programId, books.values(), correlationId));
    if (settled.length > 0) await this.outbox.append(settled);
    return { points, ...paid, balance: book.balance };
  }
}

interface HoldingCheckout {
  readonly given: NewCheckout;
  readonly evaluation: EvaluationAnswer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
