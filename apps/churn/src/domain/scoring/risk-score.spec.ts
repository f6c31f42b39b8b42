import { levelOf, millionths, riskScore } from './risk-score.js';

describe('riskScore', () => {
  it('rounds half up exactly', () => {
    // 40 · 0.5 + 35 · 0.3 + 25 · 0.8 = 50.5; binary fractions of it can come out below.
    expect(riskScore({ probability: 500_000, impact: 300_000, urgency: 800_000 })).toEqual({
      score: 51,
      exact: 50_500_000,
      level: 'warning',
    });
    expect(riskScore({ probability: 499_999, impact: 300_000, urgency: 800_000 }).score).toBe(50);
  });

  it('runs from 0 to 100', () => {
    expect(riskScore({ probability: 0, impact: 0, urgency: 0 })).toMatchObject({ score: 0, level: 'basic' });
    expect(riskScore({ probability: 1e6, impact: 1e6, urgency: 1e6 })).toMatchObject({ score: 100, level: 'crisis' });
  });
});

describe('levelOf', () => {
  it('changes above 50 and above 80', () => {
    expect([50, 51, 80, 81].map(levelOf)).toEqual(['basic', 'warning', 'warning', 'crisis']);
  });
});

describe('millionths', () => {
  it('keeps to 0 … 1', () => {
    expect([-1, 0.1234565, 2, Number.NaN].map(millionths)).toEqual([0, 123_457, 1_000_000, 0]);
  });
});
