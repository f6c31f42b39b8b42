import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { ReservedCoupon } from '#contracts/internal/benefits';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { BookPurchases } from './application/book-purchases.js';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { EarnFromEvents } from './application/earn-from-events.js';
import { EarningSessions } from './application/earning-sessions.js';
import { EvaluatePurchase } from './application/evaluate-purchase.js';
import { OpenCheckout } from './application/open-checkout.js';
import { PayCheckouts } from './application/pay-checkouts.js';
import { PointsKeys } from './application/points-keys.js';
import { PostPurchases } from './application/post-purchases.js';
import { ProgramSettings } from './application/program-settings.js';
import { RefillUsage } from './application/refill-usage.js';
import { ReleaseCheckout } from './application/release-checkout.js';
import { ApplyParked } from './application/returns/apply-parked.js';
import { ApplyReversals } from './application/returns/apply-reversals.js';
import { TouchLots } from './application/touch-lots.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgAccountReader } from './database/pg-account.reader.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { PgCampaignUsageStore } from './database/pg-campaign-usage.store.js';
import { PgCheckoutStore } from './database/pg-checkout.store.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgOfferWindowStore } from './database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { PgTouchedLotStore } from './database/pg-touched-lot.store.js';
import { PgPurchaseStore } from './database/pg-purchase.store.js';
import { PgReversalStore } from './database/pg-reversal.store.js';
import { pointsDatabase } from './database/points.database.js';

const keys = new PointsKeys('claim'.repeat(8), 'reference'.repeat(4), 'ledger'.repeat(6));
const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
const totalMinor = 10_000;
const basket = {
  member: 'card:1',
  storeId: 'S01',
  currency: 'CNY',
  totalMinor,
  items: [
    { line: 1, sku: 'A', quantity: 1, unitPriceMinor: 6_000 },
    { line: 2, sku: 'B', quantity: 1, unitPriceMinor: 4_000 },
  ],
};

describe('checkouts', () => {
  const clock = new FixedClock();
  const ids = new RandomIds(clock);
  let test: TestDatabase;
  let open: OpenCheckout;
  let release: ReleaseCheckout;
  let post: PostPurchases;
  let settings: PgPointsSettingsStore;
  let programId: string;
  let memberId: string;
  let count = 0;

  beforeAll(async () => {
    test = await createTestDatabase(pointsDatabase);
    const { database } = test;
    const validator = new EventValidator();
    const outbox = new OutboxStore({ source: 'points', database, ids, validator, onCommitted: () => undefined });
    settings = new PgPointsSettingsStore(database);
    const programs = new ProgramSettings(settings, clock);
    const history = new PgMemberHistoryStore(database);
    const campaigns = new CampaignCatalogue(new PgCampaignDocumentStore(database), database, outbox, clock);
    const usage = new PgCampaignUsageStore(database);
    const sessions = new EarningSessions(campaigns, programs, history, usage, new PgOfferWindowStore(database));
    const books = new AccountBooks(new PgAccountBookStore(database), ids, keys);
    const store = new PgCheckoutStore(database);
    const reversals = new PgReversalStore(database);
    const earning = new EarnFromEvents(sessions, books, outbox, clock, ids);
    const apply = new ApplyReversals(reversals, books, new RefillUsage(usage), earning, outbox);
    const parked = new ApplyParked(reversals, apply);
    const purchases = new PgPurchaseStore(database);
    const touching = new TouchLots(sessions, books, new PgTouchedLotStore(database), history, outbox, clock);
    const booking = new BookPurchases(books, sessions, touching, ids);
    const paying = new PayCheckouts(store);
    post = new PostPurchases(purchases, booking, sessions, parked, paying, outbox, database, clock, keys);
    const evaluate = new EvaluatePurchase(sessions, new PgAccountReader(database), clock);
    open = new OpenCheckout(evaluate, books, store, history, programs, outbox, database, clock);
    release = new ReleaseCheckout(store, books, outbox, database, clock);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock.set('2026-11-21T02:15:00Z');
    [programId, memberId] = [randomUUID(), randomUUID()];
    // A purchase of 1,000 CNY: 1,000 points to spend.
    const rich = {
      ...basket,
      totalMinor: 100_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 100_000 }],
    };
    answerOf(await buy(rich));
  });

  const member = (): ItemResult<ResolvedMember> => ({ ok: true, value: { memberId, status: 'active' } });
  const coupon: ReservedCoupon = { couponId: randomUUID(), title: 'Ten off', discountMinor: 1_000 };
  const caller = (): Caller => ({ programId, actor, correlationId: 'test', locale: 'en' });
  const checkOut = (changes: { readonly redeem?: { points: number }; readonly ttlSeconds?: number } = {}) =>
    open.execute(caller(), {
      checkoutId: randomUUID(),
      checkout: { ...basket, coupons: ['SECRET'], redeem: { points: 300 }, ttlSeconds: 600, ...changes },
      member: member(),
      coupons: { ok: true, value: [coupon] },
    });
  const buy = async (
    changes: Partial<PurchaseDto>,
    coupons?: ItemResult<readonly ReservedCoupon[]>,
  ): Promise<ItemResult<PurchaseAnswer>> => {
    const purchase = {
      ...basket,
      transactionId: `T-${String((count += 1))}`,
      occurredAt: clock.now().toISOString(),
      ...changes,
    };
    const posting = { purchaseId: ids.next(), purchase, member: member(), coupons, actor } as const;
    const [result] = await post.execute(programId, [{ ...posting, correlationId: 'test', locale: 'en' }]);
    if (!result) throw new Error('A purchase has a result.');
    return result;
  };
  const answerOf = (result: ItemResult<PurchaseAnswer>): PurchaseAnswer => {
    if (!result.ok) throw new Error(`Refused: ${result.error.code}`);
    return result.value;
  };
  const codeOf = (result: ItemResult<PurchaseAnswer>): string => (result.ok ? 'recorded' : result.error.code);
  const refusedByBenefits: ItemResult<readonly ReservedCoupon[]> = {
    ok: false,
    error: { code: 'coupon_not_usable', detail: 'Over.' },
  };

  it('holds the points, and says what the basket will cost', async () => {
    const answer = await checkOut();
    expect(answer).toMatchObject({
      memberId,
      expiresAt: '2026-11-21T02:25:00.000Z',
      amounts: { totalMinor, couponMinor: 1_000, pointsMinor: 300, payableMinor: 8_700 },
      points: { redeemed: 300 },
      coupons: [coupon],
      balance: { available: 700, held: 300 },
    });
    expect(answer.lines.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(8_700);
  });

  it('is captured once by a purchase that is not asked again for points or coupons', async () => {
    const { checkoutId } = await checkOut();
    // Settings that changed since, and a benefits service that has let go of the coupon, do not matter any more.
    const document = { redemption: { minimumPoints: 5_000 } };
    const written = { version: 1, document, contentHash: 'x', recordedAt: clock.now() };
    await settings.insert(programId, written, actor);
    clock.advance(599_999);
    const paying = { checkoutId, redeem: { points: 300 }, coupons: ['SECRET'] };
    const paid = answerOf(await buy(paying, refusedByBenefits));
    expect(paid).toMatchObject({
      amounts: { totalMinor, couponMinor: 1_000, pointsMinor: 300, payableMinor: 8_700 },
      points: { redeemed: 300 },
      coupons: [coupon],
      balance: { held: 0 },
    });
    expect(codeOf(await buy(paying))).toBe('already_captured');
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_captured' });
    const again = { ...paying, transactionId: paid.transactionId };
    expect(answerOf(await buy(again))).toMatchObject({ duplicate: true, amounts: { payableMinor: 8_700 } });
  });

  it('gives what it holds to a purchase that names the checkout alone, and returns what it does not take', async () => {
    const whole = await checkOut();
    expect(answerOf(await buy({ checkoutId: whole.checkoutId }))).toMatchObject({
      amounts: { couponMinor: 1_000, pointsMinor: 300 },
      balance: { held: 0 },
    });
    const part = await checkOut();
    const before = part.balance?.available ?? 0;
    const paid = answerOf(await buy({ checkoutId: part.checkoutId, redeem: { points: 100 } }));
    expect(paid).toMatchObject({ amounts: { pointsMinor: 100 }, balance: { held: 0 } });
    expect(paid.balance?.available).toBe(before + 200 + paid.points.earned);
  });

  it('is released once, and then pays nothing', async () => {
    const { checkoutId } = await checkOut();
    expect(await release.execute(caller(), checkoutId)).toEqual({ checkoutId, returned: 300 });
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_released' });
    expect(codeOf(await buy({ checkoutId }))).toBe('already_released');
    expect((await checkOut({ redeem: { points: 1_000 } })).balance).toMatchObject({ available: 0, held: 1_000 });
  });

  it('lapses by itself: then the purchase is asked for points and coupons like any other', async () => {
    const { checkoutId } = await checkOut({ ttlSeconds: 60 });
    clock.advance(60_000);
    expect(codeOf(await buy({ checkoutId }))).toBe('coupon_not_usable');
    expect(codeOf(await buy({ checkoutId, coupons: ['SECRET'] }, refusedByBenefits))).toBe('coupon_not_usable');
    const paid = answerOf(await buy({ checkoutId, coupons: ['SECRET'] }, { ok: true, value: [coupon] }));
    expect(paid).toMatchObject({ points: { redeemed: 300 }, amounts: { couponMinor: 1_000 } });
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_released' });
  });

  it('refuses more points than there are, and leaves nothing', async () => {
    await expect(checkOut({ redeem: { points: 1_001 } })).rejects.toMatchObject({
      code: 'insufficient_points',
      data: { available: 1_000, missing: 1 },
    });
    expect((await checkOut({ redeem: { points: 1_000 } })).balance).toMatchObject({ available: 0, held: 1_000 });
  });

  it('is for its own member, basket and number of points', async () => {
    const { checkoutId } = await checkOut();
    const cheaper = [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }];
    expect(codeOf(await buy({ checkoutId, totalMinor: 1_000, items: cheaper }))).toBe('total_mismatch');
    expect(codeOf(await buy({ checkoutId, redeem: { points: 301 } }))).toBe('insufficient_points');
    const other: ReservedCoupon = { ...coupon, couponId: randomUUID() };
    expect(codeOf(await buy({ checkoutId, coupons: ['OTHER'] }, { ok: true, value: [other] }))).toBe(
      'coupon_not_usable',
    );
    expect(codeOf(await buy({ checkoutId: randomUUID() }))).toBe('not_found');
    memberId = randomUUID();
    expect(codeOf(await buy({ checkoutId }))).toBe('not_found');
  });
});
