import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { AssessmentsController } from './api/assessments.controller.js';
import { RecommendationsController } from './api/recommendations.controller.js';
import { LearnItems } from './application/learn-items.js';
import { ItemLearner } from './application/ports/item-learner.js';
import { ItemModels } from './application/ports/item-models.js';
import { MemberFacts } from './application/ports/member-facts.js';
import { ProgramSettings } from './application/ports/program-settings.js';
import { PurchaseFacts } from './application/ports/purchase-facts.js';
import { LearnMembers } from './application/learn-members.js';
import { ReadRecommendations } from './application/read-recommendations.js';
import { ReadAssessments } from './application/read-assessments.js';
import { RecordAdjustments } from './application/record-adjustments.js';
import { RecordPurchases } from './application/record-purchases.js';
import { RememberProgram } from './application/remember-program.js';
import type { ChurnEnv } from './churn.env.js';
import { churnDatabase } from './database/churn.database.js';
import { ItemModelsStore } from './database/item-models.store.js';
import { MemberFactsStore } from './database/member-facts.store.js';
import { ProgramSettingsStore } from './database/program-settings.store.js';
import { PurchaseFactsStore } from './database/purchase-facts.store.js';
import { ItemLearningJob } from './messaging/item-learning.job.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import { ProgramsConsumer } from './messaging/programs.consumer.js';
import { PurchasesConsumer } from './messaging/purchases.consumer.js';
import { WorkerItemLearner } from './workers/worker-item-learner.js';

@Module({})
export class ChurnModule {
  static forRoot(env: ChurnEnv): DynamicModule {
    return {
      module: ChurnModule,
      imports: [PlatformModule.forService({ database: churnDatabase, env })],
      controllers: [AssessmentsController, RecommendationsController],
      providers: [
        LearnMembers,
        LearnItems,
        ReadAssessments,
        ReadRecommendations,
        RecordAdjustments,
        RecordPurchases,
        RememberProgram,
        ItemLearningJob,
        MembersConsumer,
        ProgramsConsumer,
        PurchasesConsumer,
        { provide: ItemLearner, useClass: WorkerItemLearner },
        { provide: ItemModels, useClass: ItemModelsStore },
        { provide: MemberFacts, useClass: MemberFactsStore },
        { provide: ProgramSettings, useClass: ProgramSettingsStore },
        { provide: PurchaseFacts, useClass: PurchaseFactsStore },
      ],
    };
  }
}
