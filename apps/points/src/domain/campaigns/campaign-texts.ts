import type { SimpleEffect } from '#rules/campaigns/document';
import type { AppliedEarning, CampaignRefusal, RefusalReason } from './earning.js';

type Locale = 'en' | 'zh';

/** Why a campaign gave points. */
export function earningText(
  locale: Locale,
  { effect, factorThousandths, cutBy }: Pick<AppliedEarning, 'effect' | 'factorThousandths' | 'cutBy'>,
  currency: string | null,
): string {
  const zh = locale === 'zh';
  const factor = factorThousandths === 1_000 ? '' : ` × ${factorThousandths / 1_000}`;
  const cut = { cap: [', up to the cap', '，以上限为准'], budget: [', up to the budget', '，以预算为准'] } as const;
  const limited = cutBy === null ? '' : cut[cutBy][zh ? 1 : 0];
  return `${effectText(zh, effect, currency ?? '')}${factor}${limited}`;
}

function effectText(zh: boolean, effect: SimpleEffect, currency: string): string {
  if (effect.type === 'multiplier') return zh ? `${effect.times} 倍积分` : `${effect.times} times the points`;
  const points = zh ? `${effect.points} 积分` : `${effect.points} ${effect.points === 1 ? 'point' : 'points'}`;
  switch (effect.type) {
    case 'fixed':
      return points;
    case 'per_item':
      return zh ? `每件 ${points}` : `${points} per item`;
    case 'per_amount':
      return zh
        ? `每 ${effect.perMajorUnits} ${currency} 得 ${points}`
        : `${points} per ${effect.perMajorUnits} ${currency}`;
  }
}

/** Why a campaign gave nothing. `about` stands where the text has `{}`. */
export function refusalText(locale: Locale, { reason, about }: Pick<CampaignRefusal, 'reason' | 'about'>): string {
  return refusalTexts[reason][locale].replace('{}', () => about ?? '');
}

const refusalTexts: Readonly<Record<RefusalReason, Readonly<Record<Locale, string>>>> = {
  other_trigger: { en: 'The campaign is for something else: {}.', zh: '活动由其他事件触发：{}。' },
  not_valid_then: { en: 'The campaign did not run at that time.', zh: '活动当时不在有效期内。' },
  other_version: { en: 'Another version of the campaign was in force.', zh: '当时适用活动的其他版本。' },
  store_not_included: { en: 'The campaign does not run in this store.', zh: '本店不参加该活动。' },
  channel_not_included: { en: 'The campaign does not run on this channel.', zh: '该渠道不参加该活动。' },
  currency_not_included: { en: 'The campaign is for another currency.', zh: '活动不适用于该币种。' },
  tier_not_included: { en: 'The campaign is for other tiers.', zh: '会员等级不符合活动要求。' },
  segment_not_included: { en: 'The campaign is for other groups of members.', zh: '会员不在活动人群内。' },
  no_item_included: { en: 'No item of the receipt takes part.', zh: '订单中没有参加活动的商品。' },
  outside_times: { en: 'It was outside the hours or days of the campaign.', zh: '不在活动时段内。' },
  condition_not_met: { en: 'Not met: {}.', zh: '未满足条件：{}。' },
  condition_error: { en: 'Could not be judged: {}.', zh: '无法判断条件：{}。' },
  no_open_window: { en: 'The member has no open offer of it.', zh: '会员没有进行中的该优惠。' },
  window_not_reached: { en: 'The offer needs more: {} minor units.', zh: '优惠尚未达标，门槛为 {}（最小货币单位）。' },
  nothing_to_multiply: { en: 'Campaign {} gave nothing to multiply.', zh: '活动 {} 没有可翻倍的积分。' },
  cooling_down: { en: 'It was used less than {} hours apart.', zh: '距上次使用不足 {} 小时。' },
  cap_reached: { en: 'The member has reached the cap (per {}).', zh: '会员已达活动上限（{}）。' },
  budget_spent: { en: 'The budget of the campaign is spent.', zh: '活动预算已用完。' },
  stacked_out: { en: 'Campaign {} applies instead.', zh: '已适用活动 {}。' },
  below_one_point: { en: 'The amount is below one point.', zh: '金额不足一个积分。' },
};
