import { minorDigits, wholeMajorUnits } from './currency.js';

describe('currency', () => {
  it('knows the digits of a currency and refuses what is not one', () => {
    expect([minorDigits('CNY'), minorDigits('JPY'), minorDigits('KWD'), minorDigits('CLF')]).toEqual([2, 0, 3, 4]);
    expect([minorDigits('XXX'), minorDigits('BGN'), minorDigits('cny'), minorDigits('')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('counts whole major units, rounded down', () => {
    expect(wholeMajorUnits(199, 'CNY')).toBe(1);
    expect(wholeMajorUnits(99, 'CNY')).toBe(0);
    expect(wholeMajorUnits(199, 'JPY')).toBe(199);
    expect(wholeMajorUnits(1_999, 'KWD')).toBe(1);
  });
});
