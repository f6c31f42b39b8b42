import { percentileOf, percentileScale } from './percentile-scale.js';

describe('percentileOf', () => {
  const scale = percentileScale('2026-11-21', Float64Array.of(10, 10, 30, 20));

  it('counts members with the same value half', () => {
    expect([10, 20, 30].map((value) => percentileOf(scale, value))).toEqual([0.25, 0.625, 0.875]);
  });

  it('goes to the ends beyond all members', () => {
    expect(percentileOf(scale, 9)).toBe(0);
    expect(percentileOf(scale, 31)).toBe(1);
  });

  it('is the middle where nobody is active', () => {
    expect(percentileOf(percentileScale('s', new Float64Array()), 5)).toBe(0.5);
  });

  it('stays near the exact rank with many different values', () => {
    const many = percentileScale(
      's',
      Float64Array.from({ length: 50_000 }, (_, index) => index),
    );
    expect(percentileOf(many, 12_345)).toBeCloseTo(12_345.5 / 50_000, 3);
  });
});
