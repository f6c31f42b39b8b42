import { meanMinor, valuePerMinor } from './value.js';

describe('valuePerMinor', () => {
  it('makes currencies with other digits addable', () => {
    expect(['CNY', 'JPY', 'KWD', 'CLF'].map(valuePerMinor)).toEqual([100, 10_000, 10, 1]);
  });
});

describe('meanMinor', () => {
  it('rounds half up', () => {
    expect(meanMinor(500n, 2, 'CNY')).toBe(3);
    expect(meanMinor(400n, 3, 'CNY')).toBe(1);
    expect(meanMinor(0n, 1, 'CNY')).toBe(0);
  });

  it('stays exact beyond the largest plain number', () => {
    expect(meanMinor(2n * 900_719_925_474_099_100n, 2, 'CNY')).toBe(Number.MAX_SAFE_INTEGER);
  });
});
