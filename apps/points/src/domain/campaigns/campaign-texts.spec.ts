import { earningText, refusalText } from './campaign-texts.js';

const plain = { factorThousandths: 1_000, cutBy: null } as const;

describe('the words of campaigns', () => {
  it('says what gave the points, in both languages', () => {
    const effect = { type: 'per_amount', points: 1, perMajorUnits: 1 } as const;
    expect(earningText('en', { ...plain, effect }, 'CNY')).toBe('1 point per 1 CNY');
    expect(earningText('zh', { ...plain, effect }, 'CNY')).toBe('每 1 CNY 得 1 积分');
    expect(earningText('en', { effect, factorThousandths: 1_500, cutBy: 'cap' }, 'CNY')).toBe(
      '1 point per 1 CNY × 1.5, up to the cap',
    );
    expect(earningText('en', { ...plain, effect: { type: 'fixed', points: 50 } }, null)).toBe('50 points');
    expect(earningText('zh', { ...plain, effect: { type: 'multiplier', times: 2 } }, null)).toBe('2 倍积分');
  });

  it('says why nothing was given', () => {
    expect(refusalText('en', { reason: 'condition_not_met', about: 'big basket' })).toBe('Not met: big basket.');
    expect(refusalText('zh', { reason: 'stacked_out', about: 'double' })).toBe('已适用活动 double。');
    expect(refusalText('en', { reason: 'below_one_point', about: null })).toBe('The amount is below one point.');
  });
});
