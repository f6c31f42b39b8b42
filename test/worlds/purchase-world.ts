import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import type { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from '../../apps/points/src/application/account-books.js';
import { BookPurchases } from '../../apps/points/src/application/book-purchases.js';
import { CampaignCatalogue } from '../../apps/points/src/application/campaign-catalogue.js';
import { ClaimPurchase } from '../../apps/points/src/application/claim-purchase.js';
import { EarnFromEvents } from '../../apps/points/src/application/earn-from-events.js';
import { EarningSessions } from '../../apps/points/src/application/earning-sessions.js';
import { PayCheckouts } from '../../apps/points/src/application/pay-checkouts.js';
import { PointsKeys } from '../../apps/points/src/application/points-keys.js';
import { PostPurchases } from '../../apps/points/src/application/post-purchases.js';
import { ProgramSettings } from '../../apps/points/src/application/program-settings.js';
import { ReadPurchases } from '../../apps/points/src/application/read-purchases.js';
import { RefillUsage } from '../../apps/points/src/application/refill-usage.js';
import { ApplyParked } from '../../apps/points/src/application/returns/apply-parked.js';
import { ApplyReversals } from '../../apps/points/src/application/returns/apply-reversals.js';
import { ClawBackClaimed } from '../../apps/points/src/application/returns/claw-back-claimed.js';
import { EvaluateReturn } from '../../apps/points/src/application/returns/evaluate-return.js';
import { PostReturns } from '../../apps/points/src/application/returns/post-returns.js';
import { PostReversals } from '../../apps/points/src/application/returns/post-reversals.js';
import { TouchLots } from '../../apps/points/src/application/touch-lots.js';
import { PgAccountBookStore } from '../../apps/points/src/database/pg-account-book.store.js';
import { PgCampaignDocumentStore } from '../../apps/points/src/database/pg-campaign-document.store.js';
import { PgCampaignUsageStore } from '../../apps/points/src/database/pg-campaign-usage.store.js';
import { PgCheckoutStore } from '../../apps/points/src/database/pg-checkout.store.js';
import { PgMemberHistoryStore } from '../../apps/points/src/database/pg-member-history.store.js';
import { PgOfferWindowStore } from '../../apps/points/src/database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from '../../apps/points/src/database/pg-points-settings.store.js';
import { PgPurchaseReader } from '../../apps/points/src/database/pg-purchase.reader.js';
import { PgTouchedLotStore } from '../../apps/points/src/database/pg-touched-lot.store.js';
import { PgPurchaseStore } from '../../apps/points/src/database/pg-purchase.store.js';
import { PgReversalStore } from '../../apps/points/src/database/pg-reversal.store.js';
import { pointsDatabase } from '../../apps/points/src/database/points.database.js';

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
