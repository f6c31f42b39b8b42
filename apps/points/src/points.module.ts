import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlatformModule } from '#platform/service/platform.module';
import { LOGGER } from '#platform/telemetry/logger';
import { AccountsController } from './api/accounts.controller.js';
import { CampaignsController } from './api/campaigns.controller.js';
import { CheckoutsController } from './api/checkouts.controller.js';
import { PointsReportsController } from './api/points-reports.controller.js';
import { PointsSettingsController } from './api/points-settings.controller.js';
import { PurchaseGroups } from './api/purchase-groups.js';
import { PurchasesController } from './api/purchases.controller.js';
import { ReturnGroups } from './api/return-groups.js';
import { ReturnsController } from './api/returns.controller.js';
import { SpendingController } from './api/spending.controller.js';
import { SpendingGroups } from './api/spending-groups.js';
import { AccountBooks } from './application/account-books.js';
import { AsIfSettled } from './application/as-if-settled.js';
import { BookPurchases } from './application/book-purchases.js';
import { BackTestCampaign } from './application/back-test-campaign.js';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { ClaimPurchase } from './application/claim-purchase.js';
import { DefineCampaigns } from './application/define-campaigns.js';
import { EarnFromEvents } from './application/earn-from-events.js';
import { EarningSessions } from './application/earning-sessions.js';
import { EvaluatePurchase } from './application/evaluate-purchase.js';
import { KeepHeads } from './application/keep-heads.js';
import { FollowMembers } from './application/follow-members.js';
import { LearnMemberHistory } from './application/learn-member-history.js';
import { LearnPrograms } from './application/learn-programs.js';
import { MergeMembers } from './application/merge-members.js';
import { LinkLedger } from './application/link-ledger.js';
import { OpenOffers } from './application/open-offers.js';
import { OpenCheckout } from './application/open-checkout.js';
import { PayCheckouts } from './application/pay-checkouts.js';
import { PointsKeys } from './application/points-keys.js';
import { AccountBookStore } from './application/ports/account-book.store.js';
import { AccountReader } from './application/ports/account.reader.js';
import { CampaignDocumentStore } from './application/ports/campaign-document.store.js';
import { ExpiryWarningStore } from './application/ports/expiry-warning.store.js';
import { HeadsJournal } from './application/ports/heads-journal.js';
import { LedgerChainStore } from './application/ports/ledger-chain.store.js';
import { CheckoutStore } from './application/ports/checkout.store.js';
import { CampaignUsageStore } from './application/ports/campaign-usage.store.js';
import { CounterStore } from './application/ports/counter.store.js';
import { SkippedEarnings } from './application/ports/skipped-earnings.js';
import { LiabilitySumsStore } from './application/ports/liability-sums.store.js';
import { LiabilityReader } from './application/ports/liability.reader.js';
import { MemberHistoryStore } from './application/ports/member-history.store.js';
import { MergeStore } from './application/ports/merge.store.js';
import { OfferPurchaseStore } from './application/ports/offer-purchase.store.js';
import { OfferWindowStore } from './application/ports/offer-window.store.js';
import { PointsSettingsStore } from './application/ports/points-settings.store.js';
import { PurchaseReplayReader } from './application/ports/purchase-replay.reader.js';
import { PurchaseReader } from './application/ports/purchase.reader.js';
import { PurchaseStore } from './application/ports/purchase.store.js';
import { ReversalStore } from './application/ports/reversal.store.js';
import { SpendingStore } from './application/ports/spending.store.js';
import { ScheduleStore } from './application/ports/schedule.store.js';
import { TouchedLotStore } from './application/ports/touched-lot.store.js';
import { PostPurchase } from './application/post-purchase.js';
import { PostPurchases } from './application/post-purchases.js';
import { PostSpending } from './application/post-spending.js';
import { ProgramSettings } from './application/program-settings.js';
import { ReadAccounts } from './application/read-accounts.js';
import { ReadHolds } from './application/read-holds.js';
import { ReadLiability } from './application/read-liability.js';
import { ReadPurchases } from './application/read-purchases.js';
import { ApplyParked } from './application/returns/apply-parked.js';
import { ApplyReversals } from './application/returns/apply-reversals.js';
import { ClawBackClaimed } from './application/returns/claw-back-claimed.js';
import { EvaluateReturn } from './application/returns/evaluate-return.js';
import { PostReturns } from './application/returns/post-returns.js';
import { PostReversals } from './application/returns/post-reversals.js';
import { RefillUsage } from './application/refill-usage.js';
import { ReleaseCheckout } from './application/release-checkout.js';
import { ReviewCampaigns } from './application/review-campaigns.js';
import { SettleDue } from './application/settle-due.js';
import { WarnOfExpiry } from './application/warn-of-expiry.js';
import { TryCampaign } from './application/try-campaign.js';
import { RunSchedules } from './application/run-schedules.js';
import { PurgeCounters } from './application/purge-counters.js';
import { ServableMembers } from './application/servable-members.js';
import { SumLiability } from './application/sum-liability.js';
import { TouchLots } from './application/touch-lots.js';
import { WritePointsSettings } from './application/write-points-settings.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgAccountReader } from './database/pg-account.reader.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { PgExpiryWarningStore } from './database/pg-expiry-warning.store.js';
import { PgLedgerChainStore } from './database/pg-ledger-chain.store.js';
import { PgCheckoutStore } from './database/pg-checkout.store.js';
import { PgCampaignUsageStore } from './database/pg-campaign-usage.store.js';
import { PgCounterStore } from './database/pg-counter.store.js';
import { PgLiabilitySumsStore } from './database/pg-liability-sums.store.js';
import { PgLiabilityReader } from './database/pg-liability.reader.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgMergeStore } from './database/pg-merge.store.js';
import { PgOfferPurchaseStore } from './database/pg-offer-purchase.store.js';
import { PgOfferWindowStore } from './database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { PgPurchaseReplayReader } from './database/pg-purchase-replay.reader.js';
import { PgPurchaseReader } from './database/pg-purchase.reader.js';
import { PgPurchaseStore } from './database/pg-purchase.store.js';
import { PgReversalStore } from './database/pg-reversal.store.js';
import { PgSpendingStore } from './database/pg-spending.store.js';
import { PgScheduleStore } from './database/pg-schedule.store.js';
import { PgTouchedLotStore } from './database/pg-touched-lot.store.js';
import { pointsDatabase } from './database/points.database.js';
import { PurgeCountersJob } from './messaging/purge-counters.job.js';
import { LiabilitySumsJob } from './messaging/liability-sums.job.js';
import { LedgerChainJob } from './messaging/ledger-chain.job.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import { LateComingsJob } from './messaging/late-comings.job.js';
import { MergesConsumer } from './messaging/merges.consumer.js';
import { ProgramsConsumer } from './messaging/programs.consumer.js';
import { SchedulesJob } from './messaging/schedules.job.js';
import { SettleJob } from './messaging/settle.job.js';
import { CountedSkips } from './outbound/counted-skips.js';
import { FileHeadsJournal } from './outbound/file-heads-journal.js';
import type { PointsEnv } from './points.env.js';

@Module({})
export class PointsModule {
  static forRoot(env: PointsEnv): DynamicModule {
    return {
      module: PointsModule,
      imports: [PlatformModule.forService({ database: pointsDatabase, env })],
      controllers: [
        PurchasesController,
        ReturnsController,
        AccountsController,
        SpendingController,
        PointsSettingsController,
        PointsReportsController,
        CampaignsController,
        CheckoutsController,
      ],
      providers: [
        PurchaseGroups,
        SpendingGroups,
        AccountBooks,
        AsIfSettled,
        BookPurchases,
        BackTestCampaign,
        CampaignCatalogue,
        ClaimPurchase,
        DefineCampaigns,
        EarnFromEvents,
        EarningSessions,
        EvaluatePurchase,
        KeepHeads,
        FollowMembers,
        LearnMemberHistory,
        LearnPrograms,
        MergeMembers,
        LinkLedger,
        OpenCheckout,
        OpenOffers,
        PayCheckouts,
        PostPurchase,
        PostPurchases,
        PostSpending,
        ProgramSettings,
        ReadAccounts,
        ReadHolds,
        ReadLiability,
        ReadPurchases,
        ApplyParked,
        ApplyReversals,
        ClawBackClaimed,
        EvaluateReturn,
        PostReturns,
        PostReversals,
        ReturnGroups,
        RefillUsage,
        ReleaseCheckout,
        ReviewCampaigns,
        SettleDue,
        PurgeCounters,
        PurgeCountersJob,
        ServableMembers,
        SumLiability,
        LiabilitySumsJob,
        WarnOfExpiry,
        TryCampaign,
        RunSchedules,
        TouchLots,
        WritePointsSettings,
        LedgerChainJob,
        SchedulesJob,
        SettleJob,
        MembersConsumer,
        MergesConsumer,
        LateComingsJob,
        ProgramsConsumer,
        {
          provide: PointsKeys,
          useValue: new PointsKeys(env.KEEPSAKE_CLAIM_KEY, env.KEEPSAKE_REFERENCE_KEY, env.KEEPSAKE_LEDGER_KEY),
        },
        { provide: AccountBookStore, useClass: PgAccountBookStore },
        { provide: AccountReader, useClass: PgAccountReader },
        { provide: CampaignDocumentStore, useClass: PgCampaignDocumentStore },
        { provide: CheckoutStore, useClass: PgCheckoutStore },
        { provide: CampaignUsageStore, useClass: PgCampaignUsageStore },
        { provide: ExpiryWarningStore, useClass: PgExpiryWarningStore },
        {
          provide: HeadsJournal,
          useFactory: (logger: Logger) => new FileHeadsJournal(env.KEEPSAKE_LEDGER_HEADS_FILE, logger),
          inject: [LOGGER],
        },
        { provide: LedgerChainStore, useClass: PgLedgerChainStore },
        { provide: CounterStore, useClass: PgCounterStore },
        { provide: SkippedEarnings, useClass: CountedSkips },
        { provide: LiabilitySumsStore, useClass: PgLiabilitySumsStore },
        { provide: LiabilityReader, useClass: PgLiabilityReader },
        { provide: MemberHistoryStore, useClass: PgMemberHistoryStore },
        { provide: MergeStore, useClass: PgMergeStore },
        { provide: OfferPurchaseStore, useClass: PgOfferPurchaseStore },
        { provide: OfferWindowStore, useClass: PgOfferWindowStore },
        { provide: PointsSettingsStore, useClass: PgPointsSettingsStore },
        { provide: PurchaseReplayReader, useClass: PgPurchaseReplayReader },
        { provide: PurchaseReader, useClass: PgPurchaseReader },
        { provide: PurchaseStore, useClass: PgPurchaseStore },
        { provide: ReversalStore, useClass: PgReversalStore },
        { provide: ScheduleStore, useClass: PgScheduleStore },
        { provide: TouchedLotStore, useClass: PgTouchedLotStore },
        { provide: SpendingStore, useClass: PgSpendingStore },
      ],
    };
  }
}
