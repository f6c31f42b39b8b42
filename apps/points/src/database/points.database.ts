import type { ServiceDatabase } from '#platform/database/data-source';
import { CreateLedger1763700000001 } from './migrations/1763700000001-create-ledger.js';
import {
  CampaignRow,
  LedgerEntryRow,
  LedgerTransactionRow,
  LotRow,
  MemberLevelRow,
  MemberSegmentRow,
  PurchaseRow,
  ReceiptRow,
  WalletRow,
} from './rows.js';

export const pointsDatabase: ServiceDatabase = {
  service: 'points',
  rows: [
    CampaignRow,
    LedgerEntryRow,
    LedgerTransactionRow,
    LotRow,
    MemberLevelRow,
    MemberSegmentRow,
    PurchaseRow,
    ReceiptRow,
    WalletRow,
  ],
  migrations: [CreateLedger1763700000001],
};
