import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { AccountsController } from './api/accounts.controller.js';
import { CampaignsController } from './api/campaigns.controller.js';
import { PointsSettingsController } from './api/points-settings.controller.js';
import { PurchaseGroups } from './api/purchase-groups.js';
import { PurchasesController } from './api/purchases.controller.js';
import { SpendingController } from './api/spending.controller.js';
import { SpendingGroups } from './api/spending-groups.js';
import { AccountBooks } from './application/account-books.js';
import { BookPurchases } from './application/book-purchases.js';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { ClaimPurchase } from './application/claim-purchase.js';
import { DefineCampaigns } from './application/define-campaigns.js';
import { EarningSessions } from './application/earning-sessions.js';
import { EvaluatePurchase } from './application/evaluate-purchase.js';
import { LearnMemberHistory } from './application/learn-member-history.js';
import { LearnPrograms } from './application/learn-programs.js';
import { PointsKeys } from './application/points-keys.js';
import { AccountBookStore } from './application/ports/account-book.store.js';
import { AccountReader } from './application/ports/account.reader.js';
import { CampaignDocumentStore } from './application/ports/campaign-document.store.js';
import { CampaignUsageStore } from './application/ports/campaign-usage.store.js';
import { MemberHistoryStore } from './application/ports/member-history.store.js';
import { OfferWindowStore } from './application/ports/offer-window.store.js';
import { PointsSettingsStore } from './application/ports/points-settings.store.js';
import { PurchaseReader } from './application/ports/purchase.reader.js';
import { PurchaseStore } from './application/ports/purchase.store.js';
import { SpendingStore } from './application/ports/spending.store.js';
import { PostPurchase } from './application/post-purchase.js';
import { PostPurchases } from './application/post-purchases.js';
import { PostSpending } from './application/post-spending.js';
import { ProgramSettings } from './application/program-settings.js';
import { ReadAccounts } from './application/read-accounts.js';
import { ReadHolds } from './application/read-holds.js';
import { ReadPurchases } from './application/read-purchases.js';
import { RefillUsage } from './application/refill-usage.js';
import { ReviewCampaigns } from './application/review-campaigns.js';
import { WritePointsSettings } from './application/write-points-settings.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgAccountReader } from './database/pg-account.reader.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { PgCampaignUsageStore } from './database/pg-campaign-usage.store.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgOfferWindowStore } from './database/pg-offer-window.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { PgPurchaseReader } from './database/pg-purchase.reader.js';
import { PgPurchaseStore } from './database/pg-purchase.store.js';
import { PgSpendingStore } from './database/pg-spending.store.js';
import { pointsDatabase } from './database/points.database.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import { ProgramsConsumer } from './messaging/programs.consumer.js';
import type { PointsEnv } from './points.env.js';

@Module({})
export class PointsModule {
  static forRoot(env: PointsEnv): DynamicModule {
    return {
      module: PointsModule,
      imports: [PlatformModule.forService({ database: pointsDatabase, env })],
      controllers: [
        PurchasesController,
        AccountsController,
        SpendingController,
        PointsSettingsController,
        CampaignsController,
      ],
      providers: [
        PurchaseGroups,
        SpendingGroups,
        AccountBooks,
        BookPurchases,
        CampaignCatalogue,
        ClaimPurchase,
        DefineCampaigns,
        EarningSessions,
        EvaluatePurchase,
        LearnMemberHistory,
        LearnPrograms,
        PostPurchase,
        PostPurchases,
        PostSpending,
        ProgramSettings,
        ReadAccounts,
        ReadHolds,
        ReadPurchases,
        RefillUsage,
        ReviewCampaigns,
        WritePointsSettings,
        MembersConsumer,
        ProgramsConsumer,
        {
          provide: PointsKeys,
          useValue: new PointsKeys(env.KEEPSAKE_CLAIM_KEY, env.KEEPSAKE_REFERENCE_KEY, env.KEEPSAKE_LEDGER_KEY),
        },
        { provide: AccountBookStore, useClass: PgAccountBookStore },
        { provide: AccountReader, useClass: PgAccountReader },
        { provide: CampaignDocumentStore, useClass: PgCampaignDocumentStore },
        { provide: CampaignUsageStore, useClass: PgCampaignUsageStore },
        { provide: MemberHistoryStore, useClass: PgMemberHistoryStore },
        { provide: OfferWindowStore, useClass: PgOfferWindowStore },
        { provide: PointsSettingsStore, useClass: PgPointsSettingsStore },
        { provide: PurchaseReader, useClass: PgPurchaseReader },
        { provide: PurchaseStore, useClass: PgPurchaseStore },
        { provide: SpendingStore, useClass: PgSpendingStore },
      ],
    };
  }
}
