import type { ServiceDatabase } from '#platform/database/data-source';
import { CreateBenefits1763700000001 } from './migrations/1763700000001-create-benefits.js';
import { ReversePurchases1763700000020 } from './migrations/1763700000020-reverse-purchases.js';
import { BenefitDraftRow, BenefitVersionRow, MemberStateRow, ReversedPurchaseRow } from './rows.js';

export const benefitsDatabase: ServiceDatabase = {
  service: 'benefits',
  rows: [BenefitDraftRow, BenefitVersionRow, MemberStateRow, ReversedPurchaseRow],
  migrations: [CreateBenefits1763700000001, ReversePurchases1763700000020],
};
