import { Module } from '@nestjs/common';
import { CampaignsController } from './campaigns.controller.js';
import { Checkouts } from './checkouts.js';
import { CheckoutsController } from './checkouts.controller.js';
import { MemberPointsController } from './member-points.controller.js';
import { PointsReportsController } from './points-reports.controller.js';
import { PointsSettingsController } from './points-settings.controller.js';
import { PurchaseBatches } from './purchase-batches.js';
import { PurchaseEvaluations } from './purchase-evaluations.js';
import { PurchasePostings } from './purchase-postings.js';
import { PurchasesController } from './purchases.controller.js';
import { ReturnPostings } from './return-postings.js';
import { ReturnsController } from './returns.controller.js';
import { SpendingController } from './spending.controller.js';
import { SpendingPostings } from './spending-postings.js';

@Module({
  controllers: [
    PurchasesController,
    ReturnsController,
    SpendingController,
    CheckoutsController,
    PointsSettingsController,
    PointsReportsController,
    MemberPointsController,
    CampaignsController,
  ],
  providers: [Checkouts, PurchaseBatches, PurchaseEvaluations, PurchasePostings, ReturnPostings, SpendingPostings],
  exports: [SpendingPostings],
})
export class PointsModule {}
