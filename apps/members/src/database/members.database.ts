import type { ServiceDatabase } from '#platform/database/data-source';
import { GrowthDayRow, GrowthPurchaseRow, GrowthReversalRow, MemberTierRow, TierChangeRow } from './growth.rows.js';
import { CreateMembers1763700000001 } from './migrations/1763700000001-create-members.js';
import { CreateGrowth1763700000002 } from './migrations/1763700000002-create-growth.js';
import {
  ActivityRow,
  ConsentRow,
  IdentifierRow,
  MemberRow,
  ProgramRow,
  SessionRow,
  StoreRow,
  TierLadderRow,
  TillCodeUseRow,
} from './rows.js';

export const membersDatabase: ServiceDatabase = {
  service: 'members',
  rows: [
    ActivityRow,
    ConsentRow,
    GrowthDayRow,
    GrowthPurchaseRow,
    GrowthReversalRow,
    IdentifierRow,
    MemberRow,
    MemberTierRow,
    ProgramRow,
    SessionRow,
    StoreRow,
    TierChangeRow,
    TierLadderRow,
    TillCodeUseRow,
  ],
  migrations: [CreateMembers1763700000001, CreateGrowth1763700000002],
};
