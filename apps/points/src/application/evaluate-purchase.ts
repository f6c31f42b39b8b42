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
import { refusalText } from '../domain/campaigns/campaign-texts.js';
import { type Balance, balanceOf, pointsWallet, type Wallet } from '../domain/ledger.js';
import { InsufficientPointsError } from '../domain/points.errors.js';
import { channelDefault } from '../domain/purchase-content.js';
import { InvalidPurchaseError } from '../domain/purchase.errors.js';
import { earningLines, purchaseOccasion } from '../domain/purchase-occasion.js';
import { payWithPoints } from '../domain/redeem-in-purchase.js';
import { memberReceiptText } from '../domain/texts.js';
import { AsIfSettled } from './as-if-settled.js';
import { appliedCampaigns, pendingPoints } from './book-purchases.js';
import type { EarningRules } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { linesOf } from './purchase-lines.js';
import { requireMember, requireSpending, reservedCoupons } from './purchase-draft.js';

export interface Evaluation {
  readonly purchase: EvaluatePurchaseDto;
  readonly member?: ItemResult<ResolvedMember>;
  readonly coupons?: ItemResult<readonly ReservedCoupon[]>;
}

/** What a basket would earn, by the function that also posts; writes nothing. Refuses as a post does. */
@Injectable()
export class EvaluatePurchase {
  constructor(
    private readonly sessions: EarningSessions,
    private readonly asIfSettled: AsIfSettled,
    private readonly clock: Clock,
  ) {}

  /** @param given the rules that decide; absent are the published ones */
  async execute(
    { programId, locale }: Caller,
    evaluation: Evaluation,
    given?: EarningRules,
  ): Promise<EvaluationAnswer> {
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
    const redeem = requireSpending(evaluation);
    const memberId = evaluation.member?.ok ? evaluation.member.value.memberId : null;
    const priced = {
      currency: purchase.currency,
      lines: linesOf(purchase.items, effect.netMinors),
      payableMinor: purchase.totalMinor - effect.couponMinor,
    };
    const rules = given ?? (await this.sessions.rulesOf(programId));
    const occasion = {
      ...purchaseOccasion({
        ...priced,
        occurredAt: at,
        storeId: purchase.storeId ?? null,
        channel: purchase.channel ?? channelDefault,
        details: { tenders: purchase.tenders },
      }),
      memberId,
    };
    const [session, account] = await Promise.all([
      this.sessions.open(programId, rules, { occasions: [occasion], commits: false }),
      memberId === null ? null : this.asIfSettled.walletOf(programId, { wallet: pointsWallet, memberId, asOf: now }),
    ]);
    if (redeem > (account?.available ?? 0)) throw new InsufficientPointsError(redeem, account?.available ?? 0);
    const payment = { points: redeem, settings: rules.settings, tierLevel: session.levelOf(0) };
    const paid = redeem === 0 ? { ...priced, pointsMinor: 0 } : { ...priced, ...payWithPoints(priced, payment) };
    const earning = rules.settings.redemption.earns ? priced : paid;
    const earnings = session.evaluate(0, { lines: earningLines(earning.lines), explain: true });
    const pending = pendingPoints(earnings, now);
    const balance = account && balanceAfter(account, { spent: redeem, pending, active: earnings.points - pending });
    return {
      transactionId: purchase.transactionId ?? null,
      memberId,
      amounts: {
        totalMinor: purchase.totalMinor,
        couponMinor: effect.couponMinor,
        pointsMinor: paid.pointsMinor,
        payableMinor: paid.payableMinor,
        earnBaseMinor: earning.payableMinor,
      },
      points: {
        earned: earnings.points,
        pending,
        redeemed: redeem,
        campaigns: appliedCampaigns(earnings, locale, purchase.currency),
      },
      lines: paid.lines.map(({ line, netMinor }, index) => ({
        line,
        netMinor,
        earned: earnings.pointsByLine[index] ?? 0,
      })),
      coupons: effect.coupons,
      balance,
      receiptText: memberReceiptText(locale, {
        earned: earnings.points,
        available: balance?.available ?? earnings.points,
      }),
      notApplied: earnings.notApplied.map(({ campaign: { document }, reason, about }) => ({
        code: document.code,
        version: document.version,
        reason,
        detail: refusalText(locale, { reason, about }),
      })),
    };
  }
}

/** As the posting would leave it: debt is paid before anything becomes available. */
function balanceAfter(
  account: Wallet,
  { spent, pending, active }: { readonly spent: number; readonly pending: number; readonly active: number },
): Balance {
  const repaid = Math.min(account.debt, active);
  return balanceOf({
    ...account,
    available: account.available - spent + active - repaid,
    pending: account.pending + pending,
    debt: account.debt - repaid,
  });
}

function requireInstant(text: string): Date {
  const instant = parseInstant(text);
  if (!instant) throw new InvalidPurchaseError('/at', 'at must be an RFC 3339 time with zone.');
  return instant;
}
