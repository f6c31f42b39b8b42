import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import type { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { BookPurchases } from './application/book-purchases.js';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { ClaimPurchase } from './application/claim-purchase.js';
import { EarnFromEvents } from './application/earn-from-events.js';
import { EarningSessions } from './application/earning-sessions.js';
import { PayCheckouts } from './application/pay-checkouts.js';
import { PointsKeys } from './application/points-keys.js';
import { PostPurchases } from './application/post-purchases.js';
import { ProgramSettings } from './application/program-settings.js';
import { ReadPurchases } from './application/read-purchases.js';
import { RefillUsage } from './application/refill-usage.js';
import { ApplyParked } from './application/returns/apply-parked.js';
import { ApplyReversals } from './application/returns/apply-reversals.js';
import { ClawBackClaimed } from './application/returns/claw-back-claimed.js';
import { EvaluateReturn } from './application/returns/evaluate-return.js';
import { PostReturns } from './application/returns/post-returns.js';
import { PostReversals } from './application/returns/post-reversals.js';
import { TouchLots } from './application/touch-lots.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { PgCampaignUsageStore } from './database/pg-campaign-usage.store.js';
import { PgCheckoutStore } from './database/pg-checkout.store.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgOfferWindowStore } from './database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { PgPurchaseReader } from './database/pg-purchase.reader.js';
import { PgTouchedLotStore } from './database/pg-touched-lot.store.js';
import { PgPurchaseStore } from './database/pg-purchase.store.js';
import { PgReversalStore } from './database/pg-reversal.store.js';
import { pointsDatabase } from './database/points.database.js';

const keys = new PointsKeys('claim'.repeat(8), 'reference'.repeat(4), 'ledger'.repeat(6));

/** The use cases of purchases and returns on a database and a clock of their own, for tests. */
export interface PurchaseWorld {
  readonly test: TestDatabase;
  readonly purchases: PostPurchases;
  readonly claims: ClaimPurchase;
  readonly returns: PostReturns;
  readonly evaluations: EvaluateReturn;
  readonly reads: ReadPurchases;
}

export async function createPurchaseWorld(clock: FixedClock): Promise<PurchaseWorld> {
  const ids = new RandomIds(clock);
  const test = await createTestDatabase(pointsDatabase);
  const { database } = test;
  const validator = new EventValidator();
  const outbox = new OutboxStore({ source: 'points', database, ids, validator, onCommitted: () => undefined });
  const store = new PgPurchaseStore(database);
  const reversals = new PgReversalStore(database);
  const reader = new PgPurchaseReader(database);
  const books = new AccountBooks(new PgAccountBookStore(database), ids, keys);
  const campaigns = new CampaignCatalogue(new PgCampaignDocumentStore(database), database, outbox, clock);
  const programs = new ProgramSettings(new PgPointsSettingsStore(database), clock);
  const sessions = new EarningSessions(
    campaigns,
    programs,
    new PgMemberHistoryStore(database),
    new PgCampaignUsageStore(database),
    new PgOfferWindowStore(database),
  );
  const touching = new TouchLots(
    sessions,
    books,
    new PgTouchedLotStore(database),
    new PgMemberHistoryStore(database),
    outbox,
    clock,
  );
  const book = new BookPurchases(books, sessions, touching, ids);
  const refill = new RefillUsage(new PgCampaignUsageStore(database));
  const apply = new ApplyReversals(
    reversals,
    books,
    refill,
    new EarnFromEvents(sessions, books, outbox, clock, ids),
    outbox,
  );
  const parked = new ApplyParked(reversals, apply);
  const clawBack = new ClawBackClaimed(books, refill);
  const purchases = new PostPurchases(
    store,
    book,
    sessions,
    parked,
    new PayCheckouts(new PgCheckoutStore(database)),
    outbox,
    database,
    clock,
    keys,
  );
  const claims = new ClaimPurchase(store, book, clawBack, reversals, sessions, outbox, database, clock, keys);
  const returns = new PostReturns(new PostReversals(reversals, store, apply, database, clock), clock, ids);
  const evaluations = new EvaluateReturn(reader, books, database, clock, ids);
  const reads = new ReadPurchases(reader);
  return { test, purchases, claims, returns, evaluations, reads };
}
