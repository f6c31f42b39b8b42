import fc from 'fast-check';
import type { LedgerCause, LedgerKind } from '../ledger.js';
import { emptyWallet, memberAccounts } from '../ledger.js';
import { InsufficientPointsError } from '../points.errors.js';
import { AccountBook } from './account-book.js';
import { adjustDown, adjustUp } from './adjust-points.js';
import { clawBack } from './claw-back.js';
import { earnPoints } from './earn-points.js';
import { captureHold, holdPoints, releaseHold } from './hold-points.js';
import { redeemPoints } from './redeem-points.js';
import { giveBackSlices, refundPoints } from './refund-points.js';
import { settle } from './settle.js';

const start = new Date('2026-11-21T00:00:00Z');
const day = (days: number): Date => new Date(start.getTime() + days * 24 * 60 * 60 * 1000);

const openBook = (): AccountBook => {
  let id = 0;
  return new AccountBook({ wallet: emptyWallet('m', 'points'), lots: [], holds: [], laterDueAt: null }, () =>
    String((id += 1)),
  );
};
const cause = (kind: LedgerKind, at = start): LedgerCause => ({
  kind,
  occurredAt: at,
  recordedAt: at,
  source: { type: 'purchase', id: 'p', reference: 'S01-1' },
  actor: { type: 'client', id: 'k' },
  storeId: null,
  tierLevel: null,
});

interface Earned {
  readonly points: number;
  readonly activatesAt?: Date;
  readonly expiresAt?: Date;
}
const earn = (book: AccountBook, lotId: string, { points, activatesAt, expiresAt }: Earned, at = start) =>
  earnPoints(
    book,
    [
      {
        lotId,
        points,
        campaign: { code: 'base', version: 1, contentHash: '00' },
        purchaseId: 'p',
        activatesAt: activatesAt ?? null,
        pendingUntil: null,
        expiresAt: expiresAt ?? null,
      },
    ],
    cause('earn', at),
  );

/** Everything that must hold of a book, whatever was done to it. */
const expectBookToHold = (book: AccountBook): void => {
  const sums = { available: 0, pending: 0, held: 0, debt: 0 };
  const ofLots = new Map<string, number>();
  for (const { entries, seq } of book.transactions) {
    expect({ seq, sum: entries.reduce((sum, { delta }) => sum + delta, 0) }).toEqual({ seq, sum: 0 });
    for (const { account, delta, accountAfter, lotId } of entries) {
      if (!memberAccounts.includes(account as 'debt')) continue;
      sums[account as 'debt'] += delta;
      expect(accountAfter).toBe(sums[account as 'debt']);
      if (lotId !== null && (account === 'available' || account === 'pending')) {
        ofLots.set(lotId, (ofLots.get(lotId) ?? 0) + delta);
      }
    }
  }
  expect(book.balance).toEqual({ ...sums, debt: 0 - sums.debt });
  for (const lot of book.lots) {
    expect(lot.remaining).toBe(ofLots.get(lot.lotId) ?? 0);
    expect(lot.remaining).toBeGreaterThanOrEqual(0);
    expect(lot.remaining + lot.expired).toBeLessThanOrEqual(lot.issued);
  }
  expect(book.balance.debt > 0 && book.balance.available > 0).toBe(false);
};

describe('a member’s account book', () => {
  it('redeems from the lot that expires first, then from the oldest', () => {
    const book = openBook();
    earn(book, 'never', { points: 10 });
    earn(book, 'late', { points: 10, expiresAt: day(20) }, day(-1));
    earn(book, 'soon', { points: 10, expiresAt: day(10) });
    redeemPoints(book, 25, cause('redeem'));
    expect([book.lot('soon').remaining, book.lot('late').remaining, book.lot('never').remaining]).toEqual([0, 0, 5]);
    expectBookToHold(book);
  });

  it('refuses one point above the balance, and changes nothing', () => {
    const book = openBook();
    earn(book, 'lot', { points: 20 });
    expect(() => redeemPoints(book, 21, cause('redeem'))).toThrow(InsufficientPointsError);
    expect(book.transactions).toHaveLength(1);
    redeemPoints(book, 20, cause('redeem'));
    expect(book.balance.available).toBe(0);
  });

  it('settles activations, ends of holds and expiries in the order of their instants', () => {
    const book = openBook();
    earn(book, 'pending', { points: 30, activatesAt: day(2), expiresAt: day(9) });
    earn(book, 'over', { points: 20, expiresAt: day(3) });
    holdPoints(book, { holdId: 'h', points: 15, purpose: 'redemption', expiresAt: day(5) }, cause('hold'));
    expect(book.wallet.nextDueAt).toEqual(day(2));
    settle(book, day(6));
    expect(book.transactions.slice(3).map(({ cause: { kind, occurredAt } }) => [kind, occurredAt.getTime()])).toEqual([
      ['activate', day(2).getTime()],
      ['expire', day(3).getTime()],
      ['release', day(5).getTime()],
      // Back too late: over at once.
      ['expire', day(5).getTime()],
    ]);
    expect(book.balance).toEqual({ available: 30, pending: 0, held: 0, debt: 0 });
    expect(book.wallet.nextDueAt).toEqual(day(9));
    expect(settle(book, day(6))).toEqual([]);
    expectBookToHold(book);
  });

  it('takes a hold’s capture from the lot that expires first, and gives the rest back', () => {
    const book = openBook();
    earn(book, 'soon', { points: 10, expiresAt: day(10) });
    earn(book, 'never', { points: 10 });
    holdPoints(book, { holdId: 'h', points: 15, purpose: 'redemption', expiresAt: day(1) }, cause('hold'));
    captureHold(book, { holdId: 'h', points: 8 }, cause('capture'));
    expect([book.lot('soon').remaining, book.lot('never').remaining]).toEqual([2, 10]);
    expect(() => releaseHold(book, 'h', cause('release'))).toThrow('captured');
    expectBookToHold(book);
  });

  it('claws back from the own lot, its expired part, other lots, and then as debt', () => {
    const book = openBook();
    earn(book, 'own', { points: 100, expiresAt: day(1) });
    redeemPoints(book, 70, cause('redeem'));
    settle(book, day(1));
    earn(book, 'other', { points: 25 }, day(1));
    const { fromExpired, debt } = clawBack(book, [{ lotId: 'own', points: 100 }], cause('clawback', day(2)));
    expect({ fromExpired, debt, balance: book.balance }).toEqual({
      fromExpired: 30,
      debt: 45,
      balance: { available: 0, pending: 0, held: 0, debt: 45 },
    });
    earn(book, 'later', { points: 50 }, day(3));
    expect(book.balance).toEqual({ available: 5, pending: 0, held: 0, debt: 0 });
    expectBookToHold(book);
  });

  it('refunds to the lots that the points came from, and tells what of it is over', () => {
    const book = openBook();
    earn(book, 'soon', { points: 10, expiresAt: day(1) });
    earn(book, 'never', { points: 10 });
    redeemPoints(book, 15, cause('redeem'));
    const slices = giveBackSlices(
      [
        { lotId: 'soon', points: 10 },
        { lotId: 'never', points: 5 },
      ],
      { before: 2, points: 9 },
    );
    expect(slices).toEqual([
      { lotId: 'never', points: 3 },
      { lotId: 'soon', points: 6 },
    ]);
    expect(refundPoints(book, slices, cause('refund', day(2)))).toMatchObject({ points: 9, expired: 6 });
    settle(book, day(2));
    expect(book.balance.available).toBe(8);
    expectBookToHold(book);
  });

  it('pays no debt with points that are over when they are recorded', () => {
    const book = openBook();
    earn(book, 'own', { points: 20 });
    redeemPoints(book, 20, cause('redeem'));
    clawBack(book, [{ lotId: 'own', points: 20 }], cause('clawback', day(1)));
    earn(book, 'over', { points: 50, expiresAt: day(1) }, day(2));
    settle(book, day(2));
    expect(book.balance).toEqual({ available: 0, pending: 0, held: 0, debt: 20 });
    expect(book.lot('over').expired).toBe(50);
    expectBookToHold(book);
  });

  it('gives what is over to those who stood in for it when it was taken back', () => {
    const book = openBook();
    earn(book, 'own', { points: 50, expiresAt: day(5) });
    redeemPoints(book, 50, cause('redeem'));
    earn(book, 'other', { points: 30 });
    clawBack(book, [{ lotId: 'own', points: 50 }], cause('clawback', day(6)));
    expect(book.balance).toMatchObject({ available: 0, debt: 20 });
    earn(book, 'later', { points: 15 }, day(6));
    const refund = cause('refund', day(6));
    expect(refundPoints(book, [{ lotId: 'own', points: 60 }], refund)).toMatchObject({ points: 60, expired: 10 });
    settle(book, day(6));
    expect([book.lot('own').expired, book.lot('other').remaining, book.lot('later').remaining]).toEqual([10, 30, 15]);
    expectBookToHold(book);
  });

  it('holds its invariants whatever happens to it', () => {
    const step = fc.oneof(
      fc.record({
        type: fc.constant('earn' as const),
        points: fc.integer({ min: 1, max: 100 }),
        pendingDays: fc.option(fc.integer({ min: -2, max: 5 })),
        livesDays: fc.option(fc.integer({ min: 0, max: 9 })),
      }),
      fc.record({
        type: fc.constantFrom('redeem' as const, 'hold' as const, 'adjustUp' as const, 'adjustDown' as const),
        points: fc.integer({ min: 1, max: 80 }),
      }),
      fc.record({
        type: fc.constantFrom('capture' as const, 'release' as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ type: fc.constant('clawBack' as const), index: fc.nat(20) }),
      fc.record({ type: fc.constant('wait' as const), days: fc.integer({ min: 0, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = openBook();
        const clawed = new Set<string>();
        let now = start;
        const after = (days: number): Date => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
        steps.forEach((each, index) => {
          const id = `x${String(index)}`;
          try {
            if (each.type === 'wait') now = after(each.days);
            settle(book, now);
            if (each.type === 'earn') {
              const activatesAt = each.pendingDays === null ? undefined : after(each.pendingDays);
              const expiresAt = each.livesDays === null ? undefined : after((each.pendingDays ?? 0) + each.livesDays);
              earn(book, id, { points: each.points, activatesAt, expiresAt }, now);
            } else if (each.type === 'redeem') redeemPoints(book, each.points, cause('redeem', now));
            else if (each.type === 'adjustUp') {
              adjustUp(book, { lotId: id, points: each.points, expiresAt: null }, cause('adjust', now));
            } else if (each.type === 'adjustDown') adjustDown(book, each.points, cause('adjust', now));
            else if (each.type === 'hold') {
              holdPoints(
                book,
                { holdId: id, points: each.points, purpose: 'x', expiresAt: after(3) },
                cause('hold', now),
              );
            } else if (each.type === 'capture' || each.type === 'release') {
              const open = [...book.holds].find(({ state }) => state === 'open');
              if (!open) return;
              if (each.type === 'release') releaseHold(book, open.holdId, cause('release', now));
              else {
                const points = Math.max(1, Math.floor(open.points * each.share));
                captureHold(book, { holdId: open.holdId, points }, cause('capture', now));
              }
            } else if (each.type === 'clawBack') {
              const own = [...book.lots].filter(({ campaign, lotId }) => campaign && !clawed.has(lotId))[each.index];
              if (!own) return;
              clawed.add(own.lotId);
              clawBack(book, [{ lotId: own.lotId, points: own.issued }], cause('clawback', now));
            }
            settle(book, now);
          } catch (error) {
            if (!(error instanceof InsufficientPointsError)) throw error;
          }
          expectBookToHold(book);
        });
      }),
    );
  });
});
