import { parseCampaign } from './parse.js';

const base = {
  code: 'base',
  version: 1,
  title: { en: 'Points on every purchase', zh: '消费积分' },
  trigger: 'purchase',
  effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
  validFrom: null,
  validTo: null,
};
const problemsOf = (written: unknown): string[] => {
  const parsed = parseCampaign(written);
  return parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer);
};

describe('parseCampaign', () => {
  it('keeps the fingerprint of a document that is stored already', () => {
    const { version: _, ...draft } = base;
    for (const parsed of [parseCampaign(base), parseCampaign(draft, { code: 'base', version: 1 })]) {
      expect(parsed).toMatchObject({
        ok: true,
        campaign: { contentHash: '83074cab67b9b5393f6f74dd7ea2cc6994f6c2540289f2c4ebbc5af09c2b0a5e' },
      });
    }
  });

  it('names every field that it does not know, at any depth', () => {
    expect(problemsOf({ ...base, bonus: 1 })).toContain('/bonus');
    expect(problemsOf({ ...base, caps: [{ per: 'day', points: 1, extra: true }] })).toContain('/caps/0/extra');
    expect(problemsOf({ ...base, trigger: 'purchase', activity: 'visit' })).not.toEqual([]);
    expect(problemsOf({ ...base, trigger: 'event' })).not.toEqual([]);
  });

  it('takes up to three decimals', () => {
    const withPoints = (points: number) => ({ ...base, effect: { ...base.effect, points } });
    expect(problemsOf(withPoints(1.1))).toEqual([]);
    expect(problemsOf(withPoints(0.001))).toEqual([]);
    expect(problemsOf(withPoints(0.0015))).not.toEqual([]);
    expect(problemsOf(withPoints(0))).not.toEqual([]);
  });

  it('refuses a document of another place', () => {
    expect(parseCampaign({ ...base, version: 2 }, { code: 'base', version: 1 })).toEqual({
      ok: false,
      problems: [{ pointer: '/version', detail: 'must be 1 or absent' }],
    });
  });
});
