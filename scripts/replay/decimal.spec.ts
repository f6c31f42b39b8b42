import { isPositive, toInteger, toMinor } from './decimal.js';

describe('toMinor', () => {
  it.each([
    ['2.55', 255],
    ['0', 0],
    ['7', 700],
    ['1.004', 100],
    ['1.005', 101],
    ['8.325', 833],
    ['0.0049999', 0],
    ['0.005', 1],
    ['-1.005', -101],
    ['38970.00', 3_897_000],
  ])('rounds %s half up to %i', (text, minor) => {
    expect(toMinor(text, 2)).toBe(minor);
  });

  it('follows the minor digits of the currency', () => {
    expect([toMinor('12.5', 0), toMinor('12.5', 3)]).toEqual([13, 12_500]);
  });

  it.each(['', '1,50', '1e3', '.5', '5.', 'NaN', '£2', '9007199254740993'])('refuses %p', (text) => {
    expect(toMinor(text, 2)).toBeUndefined();
  });
});

describe('isPositive', () => {
  it.each([
    ['0.001', true],
    ['0.00', false],
    ['-1', false],
    ['x', false],
  ])('says of %p: %p', (text, expected) => {
    expect(isPositive(text)).toBe(expected);
  });
});

describe('toInteger', () => {
  it.each([
    ['12', 12],
    ['-3', -3],
    ['1.0', undefined],
    ['', undefined],
    ['9007199254740993', undefined],
  ])('reads %p as %p', (text, expected) => {
    expect(toInteger(text)).toBe(expected);
  });
});
