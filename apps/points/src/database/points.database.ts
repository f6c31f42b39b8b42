import type { ServiceDatabase } from '#platform/database/data-source';
import { CreateLedger1763700000001 } from './migrations/1763700000001-create-ledger.js';
import { CompleteLedger1763700000010 } from './migrations/1763700000010-complete-ledger.js';
import { CreatePointsSettings1763700000200 } from './migrations/1763700000200-create-points-settings.js';
import { CreateSpending1763700000210 } from './migrations/1763700000210-create-spending.js';
import { CreateCheckouts1763700000220 } from './migrations/1763700000220-create-checkouts.js';
import { CreateMemberRedirects1763700000230 } from './migrations/1763700000230-create-member-redirects.js';
import { CreateLedgerLinks1763700000300 } from './migrations/1763700000300-create-ledger-links.js';
import { CreateCampaignRuns1763700000330 } from './migrations/1763700000330-create-campaign-runs.js';
import { CreateCampaignUsage1763700000320 } from './migrations/1763700000320-create-campaign-usage.js';
import { CreateLiabilitySums1763700000340 } from './migrations/1763700000340-create-liability-sums.js';
import { CreateMemberStatuses1763700000350 } from './migrations/1763700000350-create-member-statuses.js';
import { IndexOfferWindows1763700000360 } from './migrations/1763700000360-index-offer-windows.js';
import { CreateCampaignDocuments1763700000100 } from './migrations/1763700000100-create-campaign-documents.js';
import { CampaignDraftRow, CampaignPauseRow, CampaignRevisionRow, CampaignRow } from './campaign-rows.js';
import {
  CampaignBudgetRow,
  CampaignRunRow,
  CampaignUsageRow,
  MemberEnrolmentRow,
  OfferWindowRow,
} from './earning-rows.js';
import { LiabilityMarkRow, LiabilitySumRow } from './liability-rows.js';
import { ExpiryWarningRow, LedgerLinkRow } from './ledger-link-rows.js';
import {
  HoldRow,
  LedgerEntryRow,
  LedgerTransactionRow,
  LotRow,
  MemberLevelRow,
  MemberSegmentRow,
  MemberStatusRow,
  PurchaseRow,
  ReceiptRow,
  ReversalRow,
  WalletRow,
} from './rows.js';
import { PointsSettingsRow, ProgramRow } from './settings-rows.js';
import { CheckoutRow, MemberRedirectRow, SpendingDetailsRow, TransferTotalRow } from './spending-rows.js';

export const pointsDatabase: ServiceDatabase = {
  service: 'points',
  rows: [
    CampaignBudgetRow,
    CampaignDraftRow,
    CampaignPauseRow,
    CampaignRevisionRow,
    CampaignRow,
    CampaignRunRow,
    CampaignUsageRow,
    CheckoutRow,
    ExpiryWarningRow,
    HoldRow,
    LedgerEntryRow,
    LedgerLinkRow,
    LedgerTransactionRow,
    LiabilityMarkRow,
    LiabilitySumRow,
    LotRow,
    MemberEnrolmentRow,
    MemberLevelRow,
    MemberRedirectRow,
    MemberSegmentRow,
    MemberStatusRow,
    OfferWindowRow,
    PointsSettingsRow,
    ProgramRow,
    PurchaseRow,
    ReceiptRow,
    ReversalRow,
    SpendingDetailsRow,
    TransferTotalRow,
    WalletRow,
  ],
  migrations: [
    CreateLedger1763700000001,
    CompleteLedger1763700000010,
    CreateCampaignDocuments1763700000100,
    CreatePointsSettings1763700000200,
    CreateSpending1763700000210,
    CreateCheckouts1763700000220,
    CreateMemberRedirects1763700000230,
    CreateLedgerLinks1763700000300,
    CreateCampaignUsage1763700000320,
    CreateCampaignRuns1763700000330,
    CreateLiabilitySums1763700000340,
    CreateMemberStatuses1763700000350,
    IndexOfferWindows1763700000360,
  ],
};
