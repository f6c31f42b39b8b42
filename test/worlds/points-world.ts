import { pino } from 'pino';
import { Idempotency } from '#platform/database/idempotency';
import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import type { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { SpendingGroups } from '../../apps/points/src/api/spending-groups.js';
import { AsIfSettled } from '../../apps/points/src/application/as-if-settled.js';
import { AccountBooks } from '../../apps/points/src/application/account-books.js';
import { BookPurchases } from '../../apps/points/src/application/book-purchases.js';
import { CampaignCatalogue } from '../../apps/points/src/application/campaign-catalogue.js';
import { ClaimPurchase } from '../../apps/points/src/application/claim-purchase.js';
import { EarnFromEvents } from '../../apps/points/src/application/earn-from-events.js';
import { EarningSessions } from '../../apps/points/src/application/earning-sessions.js';
import { EvaluatePurchase } from '../../apps/points/src/application/evaluate-purchase.js';
import { FollowMembers } from '../../apps/points/src/application/follow-members.js';
import { LearnMemberHistory } from '../../apps/points/src/application/learn-member-history.js';
import { MergeMembers } from '../../apps/points/src/application/merge-members.js';
import { OpenCheckout } from '../../apps/points/src/application/open-checkout.js';
import { OpenOffers } from '../../apps/points/src/application/open-offers.js';
import { PayCheckouts } from '../../apps/points/src/application/pay-checkouts.js';
import { PointsKeys } from '../../apps/points/src/application/points-keys.js';
import { PostPurchases } from '../../apps/points/src/application/post-purchases.js';
import { PostSpending } from '../../apps/points/src/application/post-spending.js';
import { ProgramSettings } from '../../apps/points/src/application/program-settings.js';
import { ReadHolds } from '../../apps/points/src/application/read-holds.js';
import { ReadPurchases } from '../../apps/points/src/application/read-purchases.js';
import { RefillUsage } from '../../apps/points/src/application/refill-usage.js';
import { ReleaseCheckout } from '../../apps/points/src/application/release-checkout.js';
import { ApplyParked } from '../../apps/points/src/application/returns/apply-parked.js';
import { ApplyReversals } from '../../apps/points/src/application/returns/apply-reversals.js';
import { ClawBackClaimed } from '../../apps/points/src/application/returns/claw-back-claimed.js';
import { EvaluateReturn } from '../../apps/points/src/application/returns/evaluate-return.js';
import { PostReturns } from '../../apps/points/src/application/returns/post-returns.js';
import { PostReversals } from '../../apps/points/src/application/returns/post-reversals.js';
import { RunSchedules } from '../../apps/points/src/application/run-schedules.js';
import { ServableMembers } from '../../apps/points/src/application/servable-members.js';
import { TouchLots } from '../../apps/points/src/application/touch-lots.js';
import { PgAccountBookStore } from '../../apps/points/src/database/pg-account-book.store.js';
import { PgAccountReader } from '../../apps/points/src/database/pg-account.reader.js';
import { PgCampaignDocumentStore } from '../../apps/points/src/database/pg-campaign-document.store.js';
import { PgCampaignUsageStore } from '../../apps/points/src/database/pg-campaign-usage.store.js';
import { PgCheckoutStore } from '../../apps/points/src/database/pg-checkout.store.js';
import { PgMemberHistoryStore } from '../../apps/points/src/database/pg-member-history.store.js';
import { PgMergeStore } from '../../apps/points/src/database/pg-merge.store.js';
import { PgOfferPurchaseStore } from '../../apps/points/src/database/pg-offer-purchase.store.js';
import { PgOfferWindowStore } from '../../apps/points/src/database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from '../../apps/points/src/database/pg-points-settings.store.js';
import { PgPurchaseReader } from '../../apps/points/src/database/pg-purchase.reader.js';
import { PgPurchaseStore } from '../../apps/points/src/database/pg-purchase.store.js';
import { PgReversalStore } from '../../apps/points/src/database/pg-reversal.store.js';
import { PgScheduleStore } from '../../apps/points/src/database/pg-schedule.store.js';
import { PgSpendingStore } from '../../apps/points/src/database/pg-spending.store.js';
import { PgTouchedLotStore } from '../../apps/points/src/database/pg-touched-lot.store.js';
import { pointsDatabase } from '../../apps/points/src/database/points.database.js';
import { CountedSkips } from '../../apps/points/src/outbound/counted-skips.js';

export const worldKeys = new PointsKeys('claim'.repeat(8), 'reference'.repeat(4), 'ledger'.repeat(6));

/** The use cases of the points service, without its jobs, as one process has them. */
export type PointsWorld = ReturnType<typeof wirePoints>;

/** On a database of its own, and a clock that the test moves. */
export async function createPointsWorld(clock: FixedClock): Promise<PointsWorld> {
  return wirePoints(await createTestDatabase(pointsDatabase), clock);
}

/** Again on the same database: another process. */
export function wirePoints(test: TestDatabase, clock: FixedClock) {
  const { database } = test;
  const ids = new RandomIds(clock);
  const validator = new EventValidator();
  const outbox = new OutboxStore({ source: 'points', database, ids, validator, onCommitted: () => undefined });

  const documents = new PgCampaignDocumentStore(database);
  const history = new PgMemberHistoryStore(database);
  const settings = new PgPointsSettingsStore(database);
  const usage = new PgCampaignUsageStore(database);
  const windows = new PgOfferWindowStore(database);
  const receipts = new PgPurchaseStore(database);
  const reversals = new PgReversalStore(database);
  const reader = new PgPurchaseReader(database);
  const checkouts = new PgCheckoutStore(database);
  const spendings = new PgSpendingStore(database);
  const bookStore = new PgAccountBookStore(database);
  const accounts = new PgAccountReader(database);

  const books = new AccountBooks(bookStore, ids, worldKeys);
  const campaigns = new CampaignCatalogue(documents, database, outbox, clock);
  const programs = new ProgramSettings(settings, database, clock);
  const sessions = new EarningSessions(campaigns, programs, history, usage, windows);
  const touching = new TouchLots(sessions, books, new PgTouchedLotStore(database), history, outbox, clock);
  const servable = new ServableMembers(history, new CountedSkips());
  const refill = new RefillUsage(usage);
  const earning = new EarnFromEvents(sessions, books, servable, outbox, clock, ids);
  const evaluate = new EvaluatePurchase(sessions, new AsIfSettled(bookStore, ids), clock);
  const offerPurchases = new PgOfferPurchaseStore(database);
  const offers = new OpenOffers(sessions, books, windows, offerPurchases, refill, servable, outbox, clock, ids);
  const booking = new BookPurchases(books, sessions, touching, ids);
  const apply = new ApplyReversals(reversals, books, refill, earning, outbox);
  const parked = new ApplyParked(reversals, apply);
  const clawBack = new ClawBackClaimed(books, refill);
  const paying = new PayCheckouts(checkouts);
  const spending = new PostSpending(books, bookStore, history, programs, sessions, touching, spendings, outbox, clock);

  return {
    test,
    ids,
    documents,
    history,
    settings,
    usage,
    accounts,
    books,
    evaluate,
    reads: new ReadPurchases(reader),
    purchases: new PostPurchases(receipts, booking, sessions, parked, paying, outbox, database, clock, worldKeys),
    claims: new ClaimPurchase(receipts, booking, clawBack, reversals, sessions, outbox, database, clock, worldKeys),
    returns: new PostReturns(new PostReversals(reversals, receipts, apply, database, clock), clock, ids),
    evaluations: new EvaluateReturn(reader, books, earning, database, clock, ids),
    openCheckout: new OpenCheckout(evaluate, books, checkouts, history, programs, outbox, database, clock),
    releaseCheckout: new ReleaseCheckout(checkouts, books, outbox, database, clock),
    spending: new SpendingGroups(spending, new Idempotency(database, clock), pino({ level: 'silent' })),
    holds: new ReadHolds(spendings, clock),
    learn: new LearnMemberHistory(history),
    members: new FollowMembers(offers, earning, touching, history),
    schedules: new RunSchedules(new PgScheduleStore(database), sessions, earning, database, ids),
    merges: new MergeMembers(new PgMergeStore(database), books, outbox, database, clock, ids),
  };
}
