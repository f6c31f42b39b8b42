import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { BenefitsController } from './api/benefits.controller.js';
import { CouponsController } from './api/coupons.controller.js';
import { DefinitionsController } from './api/definitions.controller.js';
import { DefineBenefits } from './application/define-benefits.js';
import { ExpireGrants } from './application/expire-grants.js';
import { FollowMembers } from './application/follow-members.js';
import { FollowPurchases } from './application/follow-purchases.js';
import { GrantBenefits } from './application/grant-benefits.js';
import { ListBenefits } from './application/list-benefits.js';
import { CouponCodes, Coupons } from './application/ports/coupons.js';
import { Definitions } from './application/ports/definitions.js';
import { Grants } from './application/ports/grants.js';
import { ReserveCoupons } from './application/reserve-coupons.js';
import { ReversePurchases } from './application/reverse-purchases.js';
import type { BenefitsEnv } from './benefits.env.js';
import { benefitsDatabase } from './database/benefits.database.js';
import { CouponsStore } from './database/coupons.store.js';
import { DefinitionsStore } from './database/definitions.store.js';
import { DerivedCouponCodes } from './database/derived-coupon-codes.js';
import { GrantsStore } from './database/grants.store.js';
import { ExpiryJob } from './messaging/expiry.job.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import { PurchasesConsumer } from './messaging/purchases.consumer.js';

@Module({})
export class BenefitsModule {
  static forRoot(env: BenefitsEnv): DynamicModule {
    return {
      module: BenefitsModule,
      imports: [PlatformModule.forService({ database: benefitsDatabase, env })],
      controllers: [BenefitsController, CouponsController, DefinitionsController],
      providers: [
        DefineBenefits,
        ExpireGrants,
        FollowMembers,
        FollowPurchases,
        GrantBenefits,
        ListBenefits,
        ReserveCoupons,
        ReversePurchases,
        ExpiryJob,
        MembersConsumer,
        PurchasesConsumer,
        { provide: CouponCodes, useValue: new DerivedCouponCodes(env.KEEPSAKE_COUPON_KEY) },
        { provide: Coupons, useClass: CouponsStore },
        { provide: Definitions, useClass: DefinitionsStore },
        { provide: Grants, useClass: GrantsStore },
      ],
    };
  }
}
