import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import type { Actor } from '#contracts/internal/call';
import type { Campaign } from '../domain/campaign.js';
import { earnPoints } from '../domain/earn-points.js';
import { evaluateCampaigns, type Earnings } from '../domain/evaluate-campaigns.js';
import { balanceOf, emptyWallet, type LedgerTransaction, pointsWallet, type Wallet } from '../domain/ledger.js';
import type { AppliedCampaign, PurchaseRecord } from '../domain/purchase-record.js';
import { effectText, type Locale } from '../domain/texts.js';
import { LedgerStore } from './ports/ledger.store.js';
import { MemberHistoryStore } from './ports/member-history.store.js';

interface EarningPurchase {
  /** With its member; what it earns is not decided yet. */
  readonly record: PurchaseRecord;
  readonly recordedAt: Date;
  readonly actor: Actor;
}

export interface EarnedPurchase {
  readonly record: PurchaseRecord;
  /** Null where nothing was earned. */
  readonly posting: { readonly transaction: LedgerTransaction; readonly wallet: Wallet } | null;
}

/** Gives members the points of their purchases, in the order given. Runs inside the caller's transaction. */
@Injectable()
export class EarnPurchases {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly history: MemberHistoryStore,
    private readonly ids: Ids,
  ) {}

  async execute(
    programId: string,
    purchases: readonly EarningPurchase[],
    campaigns: readonly Campaign[],
  ): Promise<EarnedPurchase[]> {
    if (purchases.length === 0) return [];
    const memberIds = [...new Set(purchases.map(({ record }) => memberOf(record)))];
    // First, so that everything below decides on what the lock protects.
    const wallets = new Map(await this.ledger.lockWallets(programId, { wallet: pointsWallet, memberIds }));
    const levels = await this.history.levelsAt(
      programId,
      purchases.map(({ record }) => ({ memberId: memberOf(record), at: record.occurredAt })),
    );
    const earned = purchases.map((purchase, index) => {
      const memberId = memberOf(purchase.record);
      const before = wallets.get(memberId) ?? emptyWallet(memberId, pointsWallet);
      const result = this.earn(purchase, { wallet: before, campaigns, tierLevel: levels[index] ?? null });
      if (result.posting) wallets.set(memberId, result.posting.wallet);
      return result;
    });
    const transactions = earned.flatMap(({ posting }) => (posting ? [posting.transaction] : []));
    const touched = new Set(transactions.map(({ memberId }) => memberId));
    if (transactions.length > 0) {
      await this.ledger.post(
        programId,
        transactions,
        [...wallets.values()].filter(({ memberId }) => touched.has(memberId)),
      );
    }
    return earned;
  }

  private earn(
    { record, recordedAt, actor }: EarningPurchase,
    context: { wallet: Wallet; campaigns: readonly Campaign[]; tierLevel: string | null },
  ): EarnedPurchase {
    const earnings = evaluateCampaigns(context.campaigns, record);
    if (earnings.points === 0) return { record: withEarnings(record, earnings, context.wallet), posting: null };
    const posting = earnPoints({
      wallet: context.wallet,
      applied: earnings.applied,
      purchaseId: record.purchaseId,
      postingId: this.ids.next(),
      nextId: () => this.ids.next(),
      cause: {
        kind: 'earn',
        occurredAt: record.occurredAt,
        recordedAt,
        source: { type: 'purchase', id: record.purchaseId, reference: record.transactionId },
        actor: { type: actor.type, id: actor.id },
        storeId: record.storeId,
        tierLevel: context.tierLevel,
      },
    });
    return { record: withEarnings(record, earnings, posting.wallet), posting };
  }
}

function memberOf({ memberId }: PurchaseRecord): string {
  if (memberId === null) throw new Error('An anonymous purchase earns for nobody.');
  return memberId;
}

function withEarnings(record: PurchaseRecord, earnings: Earnings, wallet: Wallet): PurchaseRecord {
  const pending = earnings.applied.filter(({ activatesAt }) => activatesAt !== null);
  return {
    ...record,
    pointsEarned: earnings.points,
    pointsPending: pending.reduce((sum, { points }) => sum + points, 0),
    lines: record.lines.map((line, index) => ({ ...line, points: earnings.pointsByLine[index] ?? 0 })),
    outcome: {
      ...record.outcome,
      campaigns: appliedCampaigns(earnings, record.outcome.locale, record.currency),
      balance: balanceOf(wallet),
    },
  };
}

export function appliedCampaigns(earnings: Earnings, locale: Locale, currency: string): AppliedCampaign[] {
  return earnings.applied.map(({ campaign: { document }, points, activatesAt, expiresAt }) => ({
    code: document.code,
    version: document.version,
    points,
    reason: effectText(locale, document.effect, currency),
    activatesAt: activatesAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  }));
}
