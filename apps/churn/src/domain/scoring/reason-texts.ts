import type { Contribution } from './contributions.js';

type Locale = 'en' | 'zh';
type Text = (value: number) => string;

const days: Text = (value) => String(Math.round(value));
const share: Text = (value) => String(Math.round(100 * value));
const ratio: Text = (value) => String(Math.round(10 * value) / 10);

/** By feature: English and Chinese, each with the member's own value in it. */
const texts: Readonly<Record<string, { readonly en: Text; readonly zh: Text }>> = {
  baseRate: { en: () => 'Where every member of the programme starts.', zh: () => '本计划会员的平均水平。' },
  daysSinceLast: {
    en: (value) => `No purchase for ${days(value)} days.`,
    zh: (value) => `已有 ${days(value)} 天没有购买。`,
  },
  logDaysSinceLast: {
    en: (value) => `No purchase for ${days(Math.expm1(value))} days.`,
    zh: (value) => `已有 ${days(Math.expm1(value))} 天没有购买。`,
  },
  tenureDays: {
    en: (value) => `First purchase ${days(value)} days ago.`,
    zh: (value) => `首次购买距今 ${days(value)} 天。`,
  },
  repeatDays: {
    en: (value) => `Came back on ${days(value)} days.`,
    zh: (value) => `复购 ${days(value)} 天。`,
  },
  logRepeatDays: {
    en: (value) => `Bought on ${days(Math.exp(value))} days.`,
    zh: (value) => `共有 ${days(Math.exp(value))} 天购买。`,
  },
  meanGapDays: {
    en: (value) => `Usually buys every ${days(value)} days.`,
    zh: (value) => `通常每 ${days(value)} 天购买一次。`,
  },
  lastGapDays: {
    en: (value) => `${days(value)} days between the last two purchase days.`,
    zh: (value) => `最近两次购买相隔 ${days(value)} 天。`,
  },
  gapTrend: {
    en: (value) => `The last gap was ${ratio(value)} times the usual one.`,
    zh: (value) => `最近一次间隔是平时的 ${ratio(value)} 倍。`,
  },
  ratePerYear: {
    en: (value) => `Buys about ${days(value)} times a year.`,
    zh: (value) => `每年约购买 ${days(value)} 次。`,
  },
  categories: {
    en: (value) => `Buys from ${days(value)} categories.`,
    zh: (value) => `购买 ${days(value)} 个品类。`,
  },
  stores: { en: (value) => `Buys in ${days(value)} stores.`, zh: (value) => `在 ${days(value)} 家门店购买。` },
  onlineShare: {
    en: (value) => `${share(value)} % of purchases are online.`,
    zh: (value) => `${share(value)}% 的购买来自线上。`,
  },
  returnShare: {
    en: (value) => `${share(value)} % of purchases were returned.`,
    zh: (value) => `${share(value)}% 的购买发生退货。`,
  },
  couponShare: {
    en: (value) => `${share(value)} % of spending is paid with coupons and points.`,
    zh: (value) => `${share(value)}% 的消费由优惠券和积分支付。`,
  },
  benefitsGranted: {
    en: (value) => `Was granted ${days(value)} benefits.`,
    zh: (value) => `已获得 ${days(value)} 项权益。`,
  },
  benefitUseShare: {
    en: (value) => `Used ${share(value)} % of the benefits granted.`,
    zh: (value) => `已使用所获权益的 ${share(value)}%。`,
  },
  rewardsRedeemed: {
    en: (value) => `Redeemed ${days(value)} rewards.`,
    zh: (value) => `已兑换 ${days(value)} 件礼品。`,
  },
  daysSinceBenefitUse: {
    en: (value) => `No benefit used for ${days(value)} days.`,
    zh: (value) => `已有 ${days(value)} 天没有使用权益。`,
  },
  activitiesIn90: {
    en: (value) => `Took part in ${days(value)} activities in the last 90 days.`,
    zh: (value) => `最近 90 天参与 ${days(value)} 次活动。`,
  },
  otherFeatures: { en: () => 'Other signs together.', zh: () => '其他因素合计。' },
  valueIfRetained: {
    en: (value) => `Worth more, if kept, than ${share(value)} % of active members.`,
    zh: (value) => `若挽留成功，价值高于 ${share(value)}% 的活跃会员。`,
  },
  overdue: {
    en: (value) => `Silent for ${ratio(value)} times the usual gap.`,
    zh: (value) => `沉默时间是平时间隔的 ${ratio(value)} 倍。`,
  },
  ownRhythm: {
    en: (value) => `Silent for ${days(value)} days, against the member’s own rhythm.`,
    zh: (value) => `按其自身购买节奏，已沉默 ${days(value)} 天。`,
  },
  recencyShare: {
    en: (value) => `The last purchase came after ${share(value)} % of the time as a member.`,
    zh: (value) => `最近一次购买发生在会员期的 ${share(value)}% 处。`,
  },
  gapSpread: {
    en: () => 'How regularly the member buys.',
    zh: () => '购买间隔的规律性。',
  },
  meanValue: { en: () => 'What the member spends on a purchase day.', zh: () => '每个购买日的平均消费。' },
  logTotalValue: { en: () => 'What the member has spent altogether.', zh: () => '累计消费金额。' },
  lastValueShare: {
    en: (value) => `The last purchase day was worth ${ratio(value)} times the usual.`,
    zh: (value) => `最近一个购买日的消费是平时的 ${ratio(value)} 倍。`,
  },
  purchasesPerDay: {
    en: (value) => `${ratio(value)} purchases on a purchase day.`,
    zh: (value) => `每个购买日 ${ratio(value)} 笔购买。`,
  },
  channels: { en: (value) => `Buys in ${days(value)} channels.`, zh: (value) => `使用 ${days(value)} 个渠道购买。` },
  refundShare: {
    en: (value) => `${share(value)} % of spending was refunded.`,
    zh: (value) => `${share(value)}% 的消费被退款。`,
  },
  pointsExpiry: {
    en: (value) => `Points expire in ${days(value)} days.`,
    zh: (value) => `积分将在 ${days(value)} 天后过期。`,
  },
  tierReview: {
    en: (value) => `The tier is reviewed in ${days(value)} days.`,
    zh: (value) => `等级将在 ${days(value)} 天后复核。`,
  },
};

/** A reason in words; a feature without words of its own is told by its name. */
export function reasonText(locale: Locale, { feature, value }: Contribution): string {
  const text = texts[feature]?.[locale];
  if (text) return text(value ?? 0);
  const window = /^daysBoughtIn(\d+)$/.exec(feature)?.[1];
  if (window !== undefined)
    return locale === 'zh'
      ? `最近 ${window} 天内有 ${days(value ?? 0)} 天购买。`
      : `Bought on ${days(value ?? 0)} of the last ${window} days.`;
  const shown = value === null ? '–' : ratio(value);
  return locale === 'zh' ? `${feature}：${shown}。` : `${feature}: ${shown}.`;
}
