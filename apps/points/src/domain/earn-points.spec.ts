import fc from 'fast-check';
import { baseCampaign } from './campaign.js';
import { earnPoints } from './earn-points.js';
import { emptyWallet, type LedgerCause, type Wallet } from './ledger.js';

const recordedAt = new Date('2026-11-21T02:15:00Z');
const cause: LedgerCause = {
  kind: 'earn',
  occurredAt: recordedAt,
  recordedAt,
  source: { type: 'purchase', id: 'p', reference: 'S01-1' },
  actor: { type: 'client', id: 'k' },
  storeId: null,
  tierLevel: null,
};
const campaign = baseCampaign();
const earn = (wallet: Wallet, gains: readonly { points: number; pending: boolean }[]) => {
  let id = 0;
  return earnPoints({
    wallet,
    cause,
    purchaseId: 'p',
    postingId: 'posting',
    nextId: () => `lot-${String((id += 1))}`,
    applied: gains.map(({ points, pending }) => ({
      campaign,
      points,
      activatesAt: pending ? new Date('2026-12-01T00:00:00Z') : null,
      expiresAt: null,
    })),
  });
};
const wallets = fc
  .record({
    available: fc.nat(1_000),
    pending: fc.nat(1_000),
    held: fc.nat(1_000),
    debt: fc.nat(1_000),
    inDebt: fc.boolean(),
  })
  .map(({ inDebt, available, debt, ...rest }) => ({
    ...emptyWallet('m', 'points'),
    ...rest,
    available: inDebt ? 0 : available,
    debt: inDebt ? debt : 0,
  }));
const gains = fc.array(fc.record({ points: fc.integer({ min: 1, max: 500 }), pending: fc.boolean() }), {
  minLength: 1,
  maxLength: 4,
});

describe('earnPoints', () => {
  it('keeps every invariant of the ledger from any wallet', () => {
    fc.assert(
      fc.property(wallets, gains, (before, given) => {
        const { transaction, wallet } = earn(before, given);
        const sumOf = (account: string): number =>
          transaction.entries.filter((entry) => entry.account === account).reduce((sum, { delta }) => sum + delta, 0);
        const points = given.reduce((sum, each) => sum + each.points, 0);
        expect(transaction.entries.reduce((sum, { delta }) => sum + delta, 0)).toBe(0);
        expect(transaction.entries.every(({ delta }) => delta !== 0)).toBe(true);
        expect(sumOf('issued')).toBe(-points);
        expect(wallet.available - before.available).toBe(sumOf('available'));
        expect(wallet.pending - before.pending).toBe(sumOf('pending'));
        expect(before.debt - wallet.debt).toBe(sumOf('debt'));
        expect(wallet.debt === 0 || wallet.available === 0).toBe(true);
        expect(transaction.lots.reduce((sum, { issued }) => sum + issued, 0)).toBe(points);
        expect(transaction.lots.reduce((sum, { remaining }) => sum + remaining, 0)).toBe(
          sumOf('available') + sumOf('pending'),
        );
        expect(wallet.lifetimeEarned).toBe(before.lifetimeEarned + points);
        expect([transaction.seq, wallet.seq]).toEqual([before.seq + 1, before.seq + 1]);
      }),
    );
  });

  it('pays debt before anything becomes available', () => {
    const { transaction, wallet } = earn({ ...emptyWallet('m', 'points'), debt: 30 }, [
      { points: 100, pending: false },
    ]);
    expect(wallet).toMatchObject({ available: 70, debt: 0 });
    expect(transaction.entries.map(({ account, delta, accountAfter }) => [account, delta, accountAfter])).toEqual([
      ['debt', 30, 0],
      ['available', 70, 70],
      ['issued', -100, null],
    ]);
    expect(transaction.lots).toEqual([expect.objectContaining({ issued: 100, remaining: 70 })]);
  });
});
