import { defaultPointsSettings, requireRedeemable, settingsOf, valueMinorOf } from './points-settings.js';

const valueOf = (points: number, currency = 'CNY', settings = defaultPointsSettings, tierLevel: string | null = null) =>
  valueMinorOf(settings, { points, currency, tierLevel });
const codeOf = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('the worth of points', () => {
  it('is a hundredth of a major unit by default, in the digits of the currency', () => {
    expect(valueOf(250)).toBe(250);
    expect(valueOf(250, 'JPY')).toBe(2);
    expect(valueOf(250, 'KWD')).toBe(2_500);
    expect(valueOf(0)).toBe(0);
  });

  it('is rounded down, exactly, and stays a safe integer', () => {
    expect(valueOf(2, 'CNY', settingsOf({ value: { points: 3, majorUnits: 1 } }))).toBe(66);
    expect(valueOf(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    expect(valueOf(Number.MAX_SAFE_INTEGER, 'CNY', settingsOf({ value: { points: 1, majorUnits: 9 } }))).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('differs by level, else by tier', () => {
    const byTier = { gold: { points: 80, majorUnits: 1 }, 'gold-2': { points: 40, majorUnits: 1 } };
    const settings = settingsOf({ value: { points: 100, majorUnits: 1, byTier } });
    expect(valueOf(80, 'CNY', settings, 'gold-1')).toBe(100);
    expect(valueOf(80, 'CNY', settings, 'gold-2')).toBe(200);
    expect(valueOf(80, 'CNY', settings, 'silver-1')).toBe(80);
    expect(valueOf(80, 'CNY', settings)).toBe(80);
  });
});

describe('requireRedeemable', () => {
  const settings = settingsOf({ redemption: { minimumPoints: 100, stepPoints: 50 } });
  it.each([
    [99, 'not_eligible'],
    [100, undefined],
    [101, 'not_eligible'],
    [150, undefined],
  ])('%d points: %s', (points, code) => {
    expect(codeOf(() => requireRedeemable(settings, points))).toBe(code);
  });
});
