import type { LadderDocument } from './tier-ladder.js';

export const defaultLadderCode = 'growth';

const grades = (first: number, second: number, third: number) => [
  { code: '1', label: { en: '1', zh: '一级' }, from: first },
  { code: '2', label: { en: '2', zh: '二级' }, from: second },
  { code: '3', label: { en: '3', zh: '三级' }, from: third },
];

/**
 * The ladder that a new programme starts with: three tiers of three grades (三层九级). The thresholds suit a retailer whose
 * members spend CNY: a monthly basket of 120 ends the year at silver 2 or 3, a weekly one at gold.
 */
export const defaultLadder: LadderDocument = {
  growth: { windowMonths: 12, source: 'spend' },
  upgrade: 'at_once',
  downgrade: 'none',
  tiers: [
    { code: 'silver', layer: 'BASE', label: { en: 'Silver', zh: '银卡' }, grades: grades(0, 500, 1_500) },
    { code: 'gold', layer: 'UPGRADE', label: { en: 'Gold', zh: '金卡' }, grades: grades(3_000, 6_000, 10_000) },
    {
      code: 'diamond',
      layer: 'VALUE_ADDED',
      label: { en: 'Diamond', zh: '钻石卡' },
      grades: grades(20_000, 40_000, 80_000),
    },
  ],
};
