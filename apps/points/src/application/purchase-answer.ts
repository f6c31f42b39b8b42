import type { PurchaseAnswer } from '#contracts/public/purchase';
import { claimCodeOf } from '../domain/claim-code.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { anonymousReceiptText, memberReceiptText, noMemberReceiptText } from '../domain/texts.js';

interface AnswerOptions {
  readonly duplicate: boolean;
  /** Posted without a member: the answer stays so after a claim, because a repeated post gets the first one. */
  readonly anonymous: boolean;
  readonly claimKey: string;
}

/** The answer to a posted purchase: built from the record alone, so that a duplicate gets what the first post got. */
export function purchaseAnswer(record: PurchaseRecord, options: AnswerOptions): PurchaseAnswer {
  const { outcome } = record;
  const earned = options.anonymous ? 0 : record.pointsEarned;
  const pending = options.anonymous ? 0 : record.pointsPending;
  const claimCode = options.anonymous ? claimCodeOf(record, options.claimKey) : undefined;
  return {
    purchaseId: record.purchaseId,
    transactionId: record.transactionId,
    duplicate: options.duplicate,
    memberId: options.anonymous ? null : record.memberId,
    amounts: {
      totalMinor: record.totalMinor,
      couponMinor: record.couponMinor,
      pointsMinor: record.pointsMinor,
      payableMinor: record.payableMinor,
      earnBaseMinor: outcome.earnBaseMinor,
    },
    points: { earned, pending, redeemed: record.pointsRedeemed, campaigns: options.anonymous ? [] : outcome.campaigns },
    lines: record.lines.map(({ line, netMinor, points }) => ({
      line,
      netMinor,
      earned: options.anonymous ? 0 : points,
    })),
    coupons: outcome.coupons,
    balance: options.anonymous ? null : outcome.balance,
    receiptText: receiptTextOf(record, { earned, claimCode }),
    ...(outcome.rejected === undefined ? {} : { rejected: outcome.rejected }),
    ...(claimCode === undefined ? {} : { claimCode }),
  };
}

function receiptTextOf(
  { memberId, outcome: { locale, balance } }: PurchaseRecord,
  { earned, claimCode }: { readonly earned: number; readonly claimCode: string | undefined },
): string {
  if (claimCode !== undefined) return anonymousReceiptText(locale, claimCode);
  if (memberId === null || balance === null) return noMemberReceiptText(locale);
  return memberReceiptText(locale, { earned, available: balance.available });
}
