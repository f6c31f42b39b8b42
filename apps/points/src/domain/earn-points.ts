import type { Earnings } from './evaluate-campaigns.js';
import type { CampaignCause, LedgerCause, LedgerEntry, LedgerTransaction, Lot, Wallet } from './ledger.js';

interface Earning {
  readonly wallet: Wallet;
  readonly applied: Earnings['applied'];
  readonly cause: LedgerCause;
  readonly purchaseId: string;
  readonly postingId: string;
  /** Makes the ids of lots. */
  readonly nextId: () => string;
}

/**
 * Books what a purchase earned: issued by the programme, a lot a campaign, and debt is paid before anything becomes available.
 *
 * @param earning at least one campaign with points > 0
 */
export function earnPoints({ wallet, applied, cause, purchaseId, postingId, nextId }: Earning): {
  readonly transaction: LedgerTransaction;
  readonly wallet: Wallet;
} {
  const entries: LedgerEntry[] = [];
  const lots: Lot[] = [];
  let { available, pending, debt, lifetimeEarned } = wallet;
  for (const { campaign, points, activatesAt, expiresAt } of applied) {
    const isPending = activatesAt !== null && activatesAt > cause.recordedAt;
    const repaid = isPending ? 0 : Math.min(debt, points);
    const kept = points - repaid;
    const reason: CampaignCause = {
      code: campaign.document.code,
      version: campaign.document.version,
      contentHash: campaign.contentHash,
    };
    const lotId = nextId();
    const enter = (entry: Pick<LedgerEntry, 'account' | 'delta' | 'accountAfter'>): number =>
      entries.push({ ...entry, lotId, campaign: reason });
    lifetimeEarned += points;
    if (repaid > 0) {
      debt -= repaid;
      enter({ account: 'debt', delta: repaid, accountAfter: 0 - debt });
    }
    if (isPending) {
      pending += kept;
      enter({ account: 'pending', delta: kept, accountAfter: pending });
    } else if (kept > 0) {
      available += kept;
      enter({ account: 'available', delta: kept, accountAfter: available });
    }
    enter({ account: 'issued', delta: -points, accountAfter: null });
    lots.push({
      lotId,
      issued: points,
      remaining: kept,
      state: isPending ? 'pending' : 'active',
      earnedAt: cause.occurredAt,
      activatesAt,
      expiresAt,
      campaign: reason,
      purchaseId,
    });
  }
  const seq = wallet.seq + 1;
  return {
    transaction: { postingId, memberId: wallet.memberId, wallet: wallet.wallet, seq, cause, entries, lots },
    wallet: { ...wallet, available, pending, debt, lifetimeEarned, seq },
  };
}
