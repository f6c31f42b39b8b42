import type { ServiceDatabase } from '#platform/database/data-source';
import { CreatePurchases1763700000001 } from './migrations/1763700000001-create-purchases.js';
import { AdjustmentRow, ProgramRow, PurchaseRow } from './rows.js';

export const churnDatabase: ServiceDatabase = {
  service: 'churn',
  rows: [AdjustmentRow, ProgramRow, PurchaseRow],
  migrations: [CreatePurchases1763700000001],
};
