import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { AccountsController } from './api/accounts.controller.js';
import { PurchaseGroups } from './api/purchase-groups.js';
import { PurchasesController } from './api/purchases.controller.js';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { ClaimPurchase } from './application/claim-purchase.js';
import { EarnPurchases } from './application/earn-purchases.js';
import { EvaluatePurchase } from './application/evaluate-purchase.js';
import { LearnMemberHistory } from './application/learn-member-history.js';
import { PointsKeys } from './application/points-keys.js';
import { AccountReader } from './application/ports/account.reader.js';
import { CampaignStore } from './application/ports/campaign.store.js';
import { LedgerStore } from './application/ports/ledger.store.js';
import { MemberHistoryStore } from './application/ports/member-history.store.js';
import { PurchaseReader } from './application/ports/purchase.reader.js';
import { PurchaseStore } from './application/ports/purchase.store.js';
import { PostPurchase } from './application/post-purchase.js';
import { PostPurchases } from './application/post-purchases.js';
import { ReadAccounts } from './application/read-accounts.js';
import { ReadPurchases } from './application/read-purchases.js';
import { PgAccountReader } from './database/pg-account.reader.js';
import { PgCampaignStore } from './database/pg-campaign.store.js';
import { PgLedgerStore } from './database/pg-ledger.store.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgPurchaseReader } from './database/pg-purchase.reader.js';
import { PgPurchaseStore } from './database/pg-purchase.store.js';
import { pointsDatabase } from './database/points.database.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import type { PointsEnv } from './points.env.js';

@Module({})
export class PointsModule {
  static forRoot(env: PointsEnv): DynamicModule {
    return {
      module: PointsModule,
      imports: [PlatformModule.forService({ database: pointsDatabase, env })],
      controllers: [PurchasesController, AccountsController],
      providers: [
        PurchaseGroups,
        CampaignCatalogue,
        ClaimPurchase,
        EarnPurchases,
        EvaluatePurchase,
        LearnMemberHistory,
        PostPurchase,
        PostPurchases,
        ReadAccounts,
        ReadPurchases,
        MembersConsumer,
        { provide: PointsKeys, useValue: new PointsKeys(env.KEEPSAKE_CLAIM_KEY, env.KEEPSAKE_REFERENCE_KEY) },
        { provide: AccountReader, useClass: PgAccountReader },
        { provide: CampaignStore, useClass: PgCampaignStore },
        { provide: LedgerStore, useClass: PgLedgerStore },
        { provide: MemberHistoryStore, useClass: PgMemberHistoryStore },
        { provide: PurchaseReader, useClass: PgPurchaseReader },
        { provide: PurchaseStore, useClass: PgPurchaseStore },
      ],
    };
  }
}
