import type { ServiceDatabase } from '#platform/database/data-source';
import { CreateBenefits1763700000001 } from './migrations/1763700000001-create-benefits.js';
import { BenefitDraftRow, BenefitVersionRow, MemberStateRow } from './rows.js';

export const benefitsDatabase: ServiceDatabase = {
  service: 'benefits',
  rows: [BenefitDraftRow, BenefitVersionRow, MemberStateRow],
  migrations: [CreateBenefits1763700000001],
};
