import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { parseInstant } from '#kernel/instant';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { ReservedCoupon } from '#contracts/internal/benefits';
import type { ResolvedMember } from '#contracts/internal/members';
import type { EvaluationAnswer } from '#contracts/public/purchase';
import type { EvaluatePurchaseDto } from '#contracts/public/purchase.dto';
import { assessPurchase } from '../domain/assess-purchase.js';
import { applyCoupons } from '../domain/coupons.js';
import { evaluateCampaigns } from '../domain/evaluate-campaigns.js';
import { type Balance, balanceOf, pointsWallet } from '../domain/ledger.js';
import { InvalidPurchaseError } from '../domain/purchase.errors.js';
import { memberReceiptText, notAppliedText } from '../domain/texts.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { appliedCampaigns } from './book-purchases.js';
import { AccountReader } from './ports/account.reader.js';
import { requireMember, reservedCoupons } from './purchase-draft.js';

interface Evaluation {
  readonly purchase: EvaluatePurchaseDto;
  readonly member?: ItemResult<ResolvedMember>;
  readonly coupons?: ItemResult<readonly ReservedCoupon[]>;
}

/** What a basket would earn, by the function that also posts; writes nothing. Refuses as a post does. */
@Injectable()
export class EvaluatePurchase {
  constructor(
    private readonly campaigns: CampaignCatalogue,
    private readonly accounts: AccountReader,
    private readonly clock: Clock,
  ) {}

  async execute({ programId, locale }: Caller, evaluation: Evaluation): Promise<EvaluationAnswer> {
    const { purchase } = evaluation;
    const now = this.clock.now();
    const { occurredAt, netMinors } = assessPurchase({
      content: purchase,
      occurredAt: purchase.occurredAt ?? now.toISOString(),
      now,
    });
    const at = purchase.at === undefined ? occurredAt : requireInstant(purchase.at);
    requireMember(evaluation);
    const effect = applyCoupons(netMinors, reservedCoupons(evaluation));
    const lines = purchase.items.map(({ line }, index) => ({ line, netMinor: effect.netMinors[index] ?? 0 }));
    const earnings = evaluateCampaigns(await this.campaigns.publishedFor(programId), {
      occurredAt: at,
      currency: purchase.currency,
      lines,
    });
    const memberId = evaluation.member?.ok ? evaluation.member.value.memberId : null;
    const balance = memberId === null ? null : await this.balanceAfter(programId, memberId, earnings.points);
    const payableMinor = purchase.totalMinor - effect.couponMinor;
    return {
      transactionId: purchase.transactionId ?? null,
      memberId,
      amounts: {
        totalMinor: purchase.totalMinor,
        couponMinor: effect.couponMinor,
        pointsMinor: 0,
        payableMinor,
        earnBaseMinor: payableMinor,
      },
      points: {
        earned: earnings.points,
        pending: 0,
        redeemed: 0,
        campaigns: appliedCampaigns(earnings, locale, purchase.currency),
      },
      lines: lines.map((line, index) => ({ ...line, earned: earnings.pointsByLine[index] ?? 0 })),
      coupons: effect.coupons,
      balance,
      receiptText: memberReceiptText(locale, {
        earned: earnings.points,
        available: balance?.available ?? earnings.points,
      }),
      notApplied: earnings.notApplied.map(({ campaign: { document }, reason }) => ({
        code: document.code,
        version: document.version,
        reason,
        detail: notAppliedText(locale, reason),
      })),
    };
  }

  /** As the posting would leave it: debt is paid before anything becomes available. */
  private async balanceAfter(programId: string, memberId: string, earned: number): Promise<Balance | null> {
    const now = this.clock.now();
    const [account] = await this.accounts.findAccounts({
      programId,
      wallet: pointsWallet,
      memberIds: [memberId],
      now,
      expiringUntil: now,
    });
    if (!account) return null;
    const repaid = Math.min(account.debt, earned);
    return balanceOf({
      ...account,
      available: account.available + earned - repaid,
      debt: account.debt - repaid,
    });
  }
}

function requireInstant(text: string): Date {
  const instant = parseInstant(text);
  if (!instant) throw new InvalidPurchaseError('/at', 'at must be an RFC 3339 time with zone.');
  return instant;
}
