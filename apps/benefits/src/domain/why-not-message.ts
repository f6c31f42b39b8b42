import { inLocale, type Localized } from '#rules/localized';
import type { WhyNot, WhyNotCode } from './why-not.js';

const messages: Readonly<Record<WhyNotCode, (reason: WhyNot) => Localized>> = {
  not_yet_valid: ({ required }) => ({ en: `Valid from ${required ?? ''}.`, zh: `${required ?? ''} 起可用。` }),
  expired: () => ({ en: 'Its time is over.', zh: '已过期。' }),
  used: () => ({ en: 'Already used.', zh: '已使用。' }),
  revoked: () => ({ en: 'Withdrawn.', zh: '已撤回。' }),
  returned: () => ({ en: 'Gone with the purchase that gave it.', zh: '已随原消费退回。' }),
  reserved: () => ({ en: 'Held by a purchase under way.', zh: '正在另一笔交易中使用。' }),
  wrong_store: ({ required }) => ({ en: `Only at: ${required ?? ''}.`, zh: `仅限门店：${required ?? ''}。` }),
  wrong_currency: ({ required }) => ({
    en: `Only for purchases in ${required ?? ''}.`,
    zh: `仅限 ${required ?? ''} 消费。`,
  }),
  wrong_category: ({ required }) => ({ en: `Only for: ${required ?? ''}.`, zh: `仅限品类：${required ?? ''}。` }),
  min_spend: ({ missing }) => ({
    en: `The basket is ${String(missing)} minor units short.`,
    zh: `还差 ${String(missing)}（最小货币单位）可用。`,
  }),
  tier_too_low: ({ required }) => ({ en: `From level ${required ?? ''} on.`, zh: `${required ?? ''} 等级起可享。` }),
  not_enrolled_for_it: () => ({ en: 'For members who join while it is offered.', zh: '仅限活动期间入会的会员。' }),
  first_purchase_missing: () => ({ en: 'Comes with the first purchase.', zh: '首次购买后获得。' }),
  not_owner: () => ({ en: 'No usable coupon of this member.', zh: '该会员没有此可用券。' }),
};

/** A reason in words; the code is what programs compare. */
export function whyNotMessage(reason: WhyNot, locale: 'en' | 'zh'): string {
  return inLocale(messages[reason.code](reason), locale);
}
