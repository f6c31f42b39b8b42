import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/service/platform.module';
import { AssessmentsController } from './api/assessments.controller.js';
import { MetricsController } from './api/metrics.controller.js';
import { ModelsController } from './api/models.controller.js';
import { RecommendationsController } from './api/recommendations.controller.js';
import { WatchController } from './api/watch.controller.js';
import { LearnItems } from './application/learn-items.js';
import { BackgroundWork } from './application/ports/background-work.js';
import { EngagementFacts } from './application/ports/engagement-facts.js';
import { ItemLearner } from './application/ports/item-learner.js';
import { ItemModels } from './application/ports/item-models.js';
import { MemberFacts } from './application/ports/member-facts.js';
import { MemberMerges } from './application/ports/member-merges.js';
import { MemberPurchasesReader } from './application/ports/member-purchases.js';
import { FoldMetrics } from './application/metrics/fold-metrics.js';
import { ReadMetric } from './application/metrics/read-metric.js';
import { Metrics } from './application/ports/metrics.js';
import { Models } from './application/ports/models.js';
import { ProgramSettings } from './application/ports/program-settings.js';
import { PurchaseFacts } from './application/ports/purchase-facts.js';
import { RescoreQueue } from './application/ports/rescore-queue.js';
import { Scores } from './application/ports/scores.js';
import { ScoringRuns } from './application/ports/scoring-runs.js';
import { TrainingLease } from './application/ports/training-lease.js';
import { Watch } from './application/ports/watch.js';
import { LearnMembers } from './application/learn-members.js';
import { MergeMembers } from './application/merge-members.js';
import { ReadRecommendations } from './application/read-recommendations.js';
import { ReadAssessments } from './application/read-assessments.js';
import { RecordAdjustments } from './application/record-adjustments.js';
import { RecordEngagements } from './application/record-engagements.js';
import { RecordPurchases } from './application/record-purchases.js';
import { RememberProgram } from './application/remember-program.js';
import { RescoreMembers } from './application/scoring/rescore-members.js';
import { ResumeScoring } from './application/scoring/resume-scoring.js';
import { ScoreMembers } from './application/scoring/score-members.js';
import { ServingModels } from './application/scoring/serving-models.js';
import { ReadModels } from './application/training/read-models.js';
import { RequestTraining } from './application/training/request-training.js';
import { RollbackModel } from './application/training/rollback-model.js';
import { TrainDaily } from './application/training/train-daily.js';
import { TrainingInterval } from './application/training/training-interval.js';
import { ReadWatch } from './application/watch/read-watch.js';
import type { ChurnEnv } from './churn.env.js';
import { churnDatabase } from './database/churn.database.js';
import { EngagementFactsStore } from './database/engagement-facts.store.js';
import { ItemModelsStore } from './database/item-models.store.js';
import { MemberFactsStore } from './database/member-facts.store.js';
import { MemberMergesStore } from './database/member-merges.store.js';
import { PgMemberPurchasesReader } from './database/member-purchases.reader.js';
import { MetricProjection } from './database/metric-projection.js';
import { MetricsStore } from './database/metrics.store.js';
import { ModelsStore } from './database/models.store.js';
import { PgTrainingLease } from './database/pg-training-lease.js';
import { ProgramSettingsStore } from './database/program-settings.store.js';
import { PurchaseFactsStore } from './database/purchase-facts.store.js';
import { RescoreQueueStore } from './database/rescore-queue.store.js';
import { ScoringRunsStore } from './database/scoring-runs.store.js';
import { ScoresStore } from './database/scores.store.js';
import { WatchStore } from './database/watch.store.js';
import { EngagementsConsumer } from './messaging/engagements.consumer.js';
import { ItemLearningJob } from './messaging/item-learning.job.js';
import { MembersConsumer } from './messaging/members.consumer.js';
import { MetricsJob } from './messaging/metrics.job.js';
import { ProgramsConsumer } from './messaging/programs.consumer.js';
import { PurchasesConsumer } from './messaging/purchases.consumer.js';
import { RescoringJob } from './messaging/rescoring.job.js';
import { ScoringJob } from './messaging/scoring.job.js';
import { TrainingJob } from './messaging/training.job.js';
import { ThreadWork } from './workers/thread-work.js';
import { WorkerItemLearner } from './workers/worker-item-learner.js';

@Module({})
export class ChurnModule {
  static forRoot(env: ChurnEnv): DynamicModule {
    return {
      module: ChurnModule,
      imports: [PlatformModule.forService({ database: churnDatabase, env })],
      controllers: [
        AssessmentsController,
        MetricsController,
        ModelsController,
        RecommendationsController,
        WatchController,
      ],
      providers: [
        FoldMetrics,
        MetricProjection,
        MetricsJob,
        ReadMetric,
        LearnMembers,
        LearnItems,
        MergeMembers,
        ReadAssessments,
        ReadModels,
        ReadRecommendations,
        RecordAdjustments,
        RecordEngagements,
        RecordPurchases,
        ReadWatch,
        RememberProgram,
        RequestTraining,
        RescoreMembers,
        ResumeScoring,
        RollbackModel,
        ScoreMembers,
        ServingModels,
        TrainDaily,
        { provide: TrainingInterval, useValue: new TrainingInterval(env.CHURN_TRAINING_INTERVAL_HOURS) },
        EngagementsConsumer,
        ItemLearningJob,
        MembersConsumer,
        ProgramsConsumer,
        PurchasesConsumer,
        RescoringJob,
        ScoringJob,
        TrainingJob,
        { provide: BackgroundWork, useClass: ThreadWork },
        { provide: EngagementFacts, useClass: EngagementFactsStore },
        { provide: ItemLearner, useClass: WorkerItemLearner },
        { provide: ItemModels, useClass: ItemModelsStore },
        { provide: MemberFacts, useClass: MemberFactsStore },
        { provide: MemberMerges, useClass: MemberMergesStore },
        { provide: MemberPurchasesReader, useClass: PgMemberPurchasesReader },
        { provide: Metrics, useClass: MetricsStore },
        { provide: Models, useClass: ModelsStore },
        { provide: ProgramSettings, useClass: ProgramSettingsStore },
        { provide: PurchaseFacts, useClass: PurchaseFactsStore },
        { provide: RescoreQueue, useClass: RescoreQueueStore },
        { provide: Scores, useClass: ScoresStore },
        { provide: ScoringRuns, useClass: ScoringRunsStore },
        { provide: TrainingLease, useClass: PgTrainingLease },
        { provide: Watch, useClass: WatchStore },
      ],
    };
  }
}
