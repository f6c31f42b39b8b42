import type { Campaign } from '#rules/campaigns/document';
import { sealCampaign } from '#rules/campaigns/parse';

/** The campaign that every programme begins with: 1 point for each whole major unit. */
export function baseCampaign(): Campaign {
  return sealCampaign({
    code: 'base',
    version: 1,
    title: { en: 'Points on every purchase', zh: '消费积分' },
    trigger: 'purchase',
    effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
    validFrom: null,
    validTo: null,
  });
}
