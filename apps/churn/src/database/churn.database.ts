import type { ServiceDatabase } from '#platform/database/data-source';
import { CreatePurchases1763700000001 } from './migrations/1763700000001-create-purchases.js';
import { ProjectPurchaseDays1763700000100 } from './migrations/1763700000100-project-purchase-days.js';
import { CreateItemModels1763700000500 } from './migrations/1763700000500-create-item-models.js';
import { CreateModelsAndScores1763700000600 } from './migrations/1763700000600-create-models-and-scores.js';
import { CreateMetrics1763700000700 } from './migrations/1763700000700-create-metrics.js';
import { NameWhoTrains1763700000800 } from './migrations/1763700000800-name-who-trains.js';
import { RedirectMergedMembers1763700000801 } from './migrations/1763700000801-redirect-merged-members.js';
import { KeepEngagements1763700000802 } from './migrations/1763700000802-keep-engagements.js';
import { ScoreInRuns1763700000850 } from './migrations/1763700000850-score-in-runs.js';
import { QueueRescoringInOrder1763700000860 } from './migrations/1763700000860-queue-rescoring-in-order.js';
import { EngagementRow } from './engagement-row.js';
import { ItemModelRow, ItemRow } from './item-rows.js';
import { AdjustmentRow, MemberDayRow, MemberRow, ProgramRow, PurchaseRow } from './rows.js';

export const churnDatabase: ServiceDatabase = {
  service: 'churn',
  rows: [AdjustmentRow, EngagementRow, ItemModelRow, ItemRow, MemberDayRow, MemberRow, ProgramRow, PurchaseRow],
  migrations: [
    CreatePurchases1763700000001,
    ProjectPurchaseDays1763700000100,
    CreateItemModels1763700000500,
    CreateModelsAndScores1763700000600,
    CreateMetrics1763700000700,
    NameWhoTrains1763700000800,
    RedirectMergedMembers1763700000801,
    KeepEngagements1763700000802,
    ScoreInRuns1763700000850,
    QueueRescoringInOrder1763700000860,
  ],
};
