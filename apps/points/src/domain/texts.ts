import type { LedgerKind } from './ledger.js';

export type Locale = 'en' | 'zh';

/** What the till prints under a member's receipt. */
export function memberReceiptText(
  locale: Locale,
  { earned, available }: { earned: number; available: number },
): string {
  return locale === 'zh'
    ? `本次获得 ${earned} 积分，可用积分 ${available}。`
    : `Earned ${earned} points. Balance ${available}.`;
}

/** Of a settled receipt whose member is not known or may not earn. */
export function noMemberReceiptText(locale: Locale): string {
  return locale === 'zh' ? '已记录，未获得积分。' : 'Recorded without points.';
}

/** What the till prints under a receipt without a member. */
export function anonymousReceiptText(locale: Locale, claimCode: string): string {
  return locale === 'zh'
    ? `凭积分码 ${claimCode} 可领取本单积分。`
    : `Claim the points of this receipt with ${claimCode}.`;
}

interface EntryFacts {
  readonly kind: LedgerKind;
  /** The kind of document behind the entry. */
  readonly source: string;
  /** What the outside knows the document by. */
  readonly reference: string;
}

/** What a member reads beside an entry. */
export function entryText(locale: Locale, { kind, source, reference }: EntryFacts): string {
  const receipt = locale === 'zh' ? `（小票 ${reference}）` : ` on receipt ${reference}`;
  const text = entryTexts[kind][locale];
  return source === 'purchase' ? `${text}${receipt}` : text;
}

const entryTexts: Readonly<Record<LedgerKind, Readonly<Record<Locale, string>>>> = {
  earn: { en: 'Earned', zh: '获得积分' },
  activate: { en: 'Now available', zh: '积分生效' },
  redeem: { en: 'Redeemed', zh: '使用积分' },
  hold: { en: 'Set aside', zh: '冻结积分' },
  capture: { en: 'Redeemed from what was set aside', zh: '扣减冻结积分' },
  release: { en: 'No longer set aside', zh: '解冻积分' },
  expire: { en: 'Expired', zh: '积分过期' },
  reverse: { en: 'Purchase voided', zh: '消费作废' },
  clawback: { en: 'Taken back for a return', zh: '退货扣回积分' },
  refund: { en: 'Given back for a return', zh: '退货返还积分' },
  adjust: { en: 'Adjusted', zh: '积分调整' },
  transfer: { en: 'Transferred', zh: '积分转赠' },
  reinstate: { en: 'Reinstated', zh: '恢复积分' },
};
