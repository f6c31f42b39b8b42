import type { BenefitDefinition } from '#rules/benefit-definition';
import { contentHash } from '#rules/content-hash';
import type { PublishedBenefit } from './grant.js';

const silver = ['silver-1', 'silver-2', 'silver-3'];
const gold = ['gold-1', 'gold-2', 'gold-3'];
const diamond = ['diamond-1', 'diamond-2', 'diamond-3'];

/**
 * What a new programme starts with: a welcome coupon, a thank-you for the first purchase, and an entitlement a tier. None gives
 * points, and none names a currency, so that they hold in every programme.
 */
const defaultBenefits: Readonly<Record<string, BenefitDefinition>> = {
  welcome: {
    title: { en: 'Welcome: 10 % off', zh: '新人礼：9折券' },
    terms: { en: 'One purchase, all goods, within 30 days of joining.', zh: '入会30天内，全场一次有效。' },
    layer: 'base',
    kind: 'coupon',
    trigger: { type: 'enrolment' },
    validDays: 30,
    coupon: { percentOff: 10 },
  },
  'come-back': {
    title: { en: 'Come back: 5 % off', zh: '回头礼：95折券' },
    terms: {
      en: 'One purchase, all goods, within 60 days of the first purchase.',
      zh: '首次购买后60天内，全场一次有效。',
    },
    layer: 'base',
    kind: 'coupon',
    trigger: { type: 'first_purchase' },
    validDays: 60,
    coupon: { percentOff: 5 },
  },
  'member-service': {
    title: { en: 'Member service desk', zh: '会员服务台' },
    layer: 'base',
    kind: 'service',
    trigger: { type: 'tier', levels: [...silver, ...gold, ...diamond] },
  },
  'free-parking': {
    title: { en: 'Two hours of free parking', zh: '免费停车两小时' },
    layer: 'upgrade',
    kind: 'service',
    trigger: { type: 'tier', levels: [...gold, ...diamond] },
  },
  'queue-skip': {
    title: { en: 'Skip the queue', zh: '优先通道' },
    layer: 'value_added',
    kind: 'service',
    trigger: { type: 'tier', levels: diamond },
  },
  'tier-gift': {
    title: { en: 'Upgrade gift: 15 % off', zh: '升级礼：85折券' },
    terms: { en: 'One purchase, all goods, within 30 days of the upgrade.', zh: '升级后30天内，全场一次有效。' },
    layer: 'upgrade',
    kind: 'coupon',
    trigger: { type: 'tier_upgrade', levels: ['gold-1', 'diamond-1'] },
    validDays: 30,
    coupon: { percentOff: 15 },
  },
};

/** The defaults as first versions. */
export function defaultVersions(): PublishedBenefit[] {
  return Object.entries(defaultBenefits).map(([code, definition]) => ({
    code,
    version: 1,
    contentHash: contentHash(definition),
    definition,
  }));
}
