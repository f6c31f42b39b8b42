import { Module } from '@nestjs/common';
import { MemberPointsController } from './member-points.controller.js';
import { PurchaseBatches } from './purchase-batches.js';
import { PurchaseEvaluations } from './purchase-evaluations.js';
import { PurchasePostings } from './purchase-postings.js';
import { PurchasesController } from './purchases.controller.js';

@Module({
  controllers: [PurchasesController, MemberPointsController],
  providers: [PurchaseBatches, PurchaseEvaluations, PurchasePostings],
})
export class PointsModule {}
