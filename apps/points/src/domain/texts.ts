import type { CampaignDocument } from './campaign.js';

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

/** What the till prints under a receipt without a member. */
export function anonymousReceiptText(locale: Locale, claimCode: string): string {
  return locale === 'zh'
    ? `凭积分码 ${claimCode} 可领取本单积分。`
    : `Claim the points of this receipt with ${claimCode}.`;
}

/** Why a campaign gave points. */
export function effectText(
  locale: Locale,
  { points, perMajorUnits }: CampaignDocument['effect'],
  currency: string,
): string {
  if (locale === 'zh') return `每 ${perMajorUnits} ${currency} 得 ${points} 积分`;
  return `${points} ${points === 1 ? 'point' : 'points'} per ${perMajorUnits} ${currency}`;
}

/** Why a campaign gave nothing. */
export function notAppliedText(locale: Locale, reason: 'not_valid_then' | 'below_one_point'): string {
  const texts = {
    not_valid_then: { en: 'The campaign did not run at that time.', zh: '活动当时不在有效期内。' },
    below_one_point: { en: 'The amount is below one point.', zh: '金额不足一个积分。' },
  };
  return texts[reason][locale];
}

/** What a member reads beside an entry. */
export function entryText(locale: Locale, { kind, reference }: { kind: string; reference: string }): string {
  if (kind === 'earn') return locale === 'zh' ? `消费获得积分（小票 ${reference}）` : `Earned on receipt ${reference}`;
  return kind;
}
