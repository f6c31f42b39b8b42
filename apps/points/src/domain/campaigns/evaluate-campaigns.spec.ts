import fc from 'fast-check';
import { compileCampaigns } from '#rules/campaigns/campaign-index';
import type { Campaign, CampaignDocument } from '#rules/campaigns/document';
import { parseCampaign } from '#rules/campaigns/parse';
import type { EarningInput, Earnings } from './earning.js';
import { evaluateCampaigns } from './evaluate-campaigns.js';
import { type CampaignUsage, type UsageCounter, usageKey, usageKeysOf, withUsage } from './usage.js';

type Draft = Partial<CampaignDocument> & Pick<CampaignDocument, 'effect'>;

const campaign = (code: string, draft: Draft): Campaign => {
  const parsed = parseCampaign({ title: { en: code, zh: code }, trigger: 'purchase', ...draft }, { code, version: 1 });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.campaign;
};
const base = campaign('base', { effect: { type: 'per_amount', points: 1, perMajorUnits: 1 } });
const line = (netMinor: number, more: object = {}) => ({
  line: 1,
  sku: 'SKU',
  category: null,
  kind: 'product',
  quantity: 1,
  netMinor,
  ...more,
});
const input = (nets: readonly number[], more: Partial<EarningInput> = {}): EarningInput => ({
  trigger: 'purchase',
  occurredAt: new Date('2026-11-21T02:15:00Z'),
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  storeId: 'S01',
  channel: 'pos',
  lines: nets.map((net, index) => line(net, { line: index + 1 })),
  tenders: [],
  event: null,
  member: { level: 'gold-2', segments: ['vip'], enrolledAt: null },
  usage: new Map(),
  windows: [],
  defaults: { pending: { type: 'none' }, expiry: { type: 'none' } },
  pointValue: { points: 100, minor: 100 },
  ...more,
});
const earn = (campaigns: readonly Campaign[], given: EarningInput): Earnings =>
  evaluateCampaigns(compileCampaigns(campaigns), given, { explain: true });
const byCode = ({ applied }: Earnings): Record<string, number> =>
  Object.fromEntries(applied.map(({ campaign: { document }, points }) => [document.code, points]));
const whyNot = ({ notApplied }: Earnings): Record<string, string> =>
  Object.fromEntries(notApplied.map(({ campaign: { document }, reason }) => [document.code, reason]));
const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);

describe('evaluateCampaigns: the campaign that every programme begins with', () => {
  it('gives a point for each whole major unit of the receipt, once', () => {
    expect(earn([base], input([24_000, 1_900]))).toMatchObject({ points: 259, pointsByLine: [240, 19] });
    expect(earn([base], input([99, 99, 99]))).toMatchObject({ points: 2, pointsByLine: [1, 1, 0] });
    expect(earn([base], input([500, 95]))).toMatchObject({ points: 5, pointsByLine: [4, 1] });
    expect(earn([base], input([1_999], { currency: 'BHD' })).points).toBe(1);
    expect(earn([base], input([1_999], { currency: 'JPY' })).points).toBe(1_999);
  });

  it('stays exact at the largest receipt there can be', () => {
    expect(earn([base], input([Number.MAX_SAFE_INTEGER], { currency: 'JPY' })).points).toBe(Number.MAX_SAFE_INTEGER);
    const twice = campaign('twice', { effect: { type: 'multiplier', times: 2 } });
    expect(earn([base, twice], input([Number.MAX_SAFE_INTEGER], { currency: 'JPY' })).points).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('gives ties to the smaller line number, whatever the order of the lines', () => {
    const lines = [line(50, { line: 9 }), line(50, { line: 2 })];
    expect(earn([base], input([], { lines })).pointsByLine).toEqual([0, 1]);
  });

  it('says why nothing was earned', () => {
    expect(earn([base], input([99]))).toMatchObject({ points: 0, applied: [], pointsByLine: [0] });
    expect(whyNot(earn([base], input([99])))).toEqual({ base: 'below_one_point' });
  });
});

describe('evaluateCampaigns: effects', () => {
  it('adds the fractions of all campaigns before it rounds down', () => {
    const half = campaign('half', { effect: { type: 'per_amount', points: 0.5, perMajorUnits: 1 } });
    expect(byCode(earn([base, half], input([80])))).toEqual({ base: 1 });
    expect(byCode(earn([base, half], input([199])))).toEqual({ base: 1, half: 1 });
  });

  it('never takes a point off a whole number', () => {
    const welcome = campaign('welcome', { effect: { type: 'fixed', points: 100 } });
    expect(byCode(earn([base, welcome], input([99])))).toEqual({ welcome: 100 });
  });

  it('counts full units where the campaign says so', () => {
    const effect = { type: 'per_amount', points: 10, perMajorUnits: 100 } as const;
    expect(earn([campaign('a', { effect })], input([15_000])).points).toBe(15);
    expect(earn([campaign('a', { effect: { ...effect, fullUnitsOnly: true } })], input([15_000])).points).toBe(10);
  });

  it('multiplies what another campaign gives for the lines that count', () => {
    const double = campaign('toys', {
      effect: { type: 'multiplier', times: 2 },
      items: { include: [{ categories: ['toys'] }] },
    });
    const lines = [line(1_000), line(500, { line: 2, category: 'toys' })];
    expect(earn([base, double], input([], { lines }))).toMatchObject({ points: 20, pointsByLine: [10, 10] });
    expect(whyNot(earn([double], input([], { lines })))).toEqual({ toys: 'nothing_to_multiply' });
  });

  it('counts items, tiers and segments', () => {
    const items = campaign('items', { effect: { type: 'per_item', points: 3 } });
    expect(earn([items], input([], { lines: [line(0, { quantity: 2.5 })] })).points).toBe(7);
    const byTier = campaign('tiered', {
      effect: {
        type: 'by_tier',
        tiers: { gold: { type: 'fixed', points: 20 }, 'gold-3': { type: 'fixed', points: 30 } },
      },
      multipliers: { tiers: { gold: 1.5 }, segments: { vip: 2, plain: 1 } },
    });
    expect(earn([byTier], input([100])).points).toBe(60);
    const without = input([100], { member: { level: 'basic-1', segments: [], enrolledAt: null } });
    expect(whyNot(earn([byTier], without))).toEqual({ tiered: 'tier_not_included' });
  });
});

describe('evaluateCampaigns: whom, where and when', () => {
  const fixed = { type: 'fixed', points: 5 } as const;
  it.each([
    ['store_not_included', { stores: ['S02'] }],
    ['channel_not_included', { channels: ['app'] }],
    ['currency_not_included', { currencies: ['EUR'] }],
    ['tier_not_included', { tiers: ['silver', 'gold-3'] }],
    ['segment_not_included', { segments: ['lapsed'] }],
    ['no_item_included', { items: { exclude: [{ skuPrefixes: ['SK'] }] } }],
    ['outside_times', { times: [{ weekdays: [7] }] }],
    ['condition_not_met', { conditions: [{ name: 'big', when: 'purchase.totalMinor > 100000' }] }],
    ['condition_error', { conditions: [{ name: 'age', when: 'member.ageDays > 3' }] }],
    ['other_trigger', { trigger: 'enrolment' }],
    ['not_valid_then', { validTo: '2026-11-21T02:15:00Z' }],
  ] as const)('says %s', (reason, draft) => {
    expect(whyNot(earn([campaign('c', { effect: fixed, ...draft })], input([100])))).toEqual({ c: reason });
  });

  it('applies from the first instant until before the last', () => {
    const valid = campaign('c', { effect: fixed, validFrom: '2026-11-21T00:00:00Z', validTo: '2026-11-22T00:00:00Z' });
    const at = ['2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00Z', '2026-11-21T23:59:59.999Z', '2026-11-22T00:00:00Z'];
    expect(at.map((instant) => earn([valid], input([1], { occurredAt: new Date(instant) })).points)).toEqual([
      0, 5, 5, 0,
    ]);
  });

  it('reads happy hours off the wall of the programme, over midnight too', () => {
    const nights = campaign('nights', { effect: fixed, times: [{ weekdays: [6], from: '22:00', to: '02:00' }] });
    const pointsAt = (instant: string): number => earn([nights], input([1], { occurredAt: new Date(instant) })).points;
    expect(
      ['2026-11-21T13:59:59Z', '2026-11-21T14:00:00Z', '2026-11-21T17:59:59Z', '2026-11-21T18:00:00Z'].map(pointsAt),
    ).toEqual([0, 5, 5, 0]);
    expect(pointsAt('2026-11-20T17:00:00Z')).toBe(0);
  });

  it('gives points to what a member does', () => {
    const review = campaign('review', {
      trigger: 'event',
      activity: 'review',
      effect: fixed,
      conditions: [{ name: 'stars', when: 'has(event.data.stars) && event.data.stars >= 4' }],
    });
    const happened = (stars: number) =>
      input([], { trigger: 'event', lines: [], currency: null, event: { activity: 'review', data: { stars } } });
    expect(earn([base, review], happened(4))).toMatchObject({ points: 5, pointsByLine: [] });
    expect(whyNot(earn([base, review], happened(3)))).toEqual({ base: 'other_trigger', review: 'condition_not_met' });
  });
});

describe('evaluateCampaigns: stacking and limits', () => {
  const grouped = (code: string, points: number, mode: 'best' | 'first' | 'all', priority = 0): Campaign =>
    campaign(code, { effect: { type: 'fixed', points }, stacking: { group: 'g', mode, priority } });

  it('keeps the best, the first, or all of a group', () => {
    expect(byCode(earn([grouped('a', 5, 'best'), grouped('b', 9, 'best'), base], input([100])))).toEqual({
      b: 9,
      base: 1,
    });
    expect(byCode(earn([grouped('a', 9, 'first'), grouped('b', 5, 'first', 1)], input([100])))).toEqual({ b: 5 });
    expect(byCode(earn([grouped('a', 9, 'all'), grouped('b', 5, 'all')], input([100])))).toEqual({ a: 9, b: 5 });
    expect(earn([grouped('a', 5, 'best'), grouped('b', 9, 'best')], input([100])).notApplied).toEqual([
      expect.objectContaining({ reason: 'stacked_out', about: 'b' }),
    ]);
  });

  it('lets a multiplier compete with others, after what it multiplies is decided', () => {
    const double = campaign('double', {
      effect: { type: 'multiplier', times: 2 },
      stacking: { group: 'g', mode: 'best' },
    });
    expect(byCode(earn([base, double, grouped('a', 50, 'best')], input([10_000])))).toEqual({ base: 100, double: 100 });
    expect(byCode(earn([base, double, grouped('a', 50, 'best')], input([1_000])))).toEqual({ base: 10, a: 50 });
  });

  it('cuts at a cap or refuses, as the campaign says', () => {
    const capped = (onExceed: 'cut' | 'refuse'): Campaign =>
      campaign('c', {
        effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
        caps: [{ per: 'day', points: 10, onExceed }],
      });
    const used = (points: number): CampaignUsage =>
      new Map([
        [
          usageKey({ campaign: 'c', scope: 'member', period: '2026-11-21' }),
          { points, uses: 1, moneyMinor: 0, lastAt: null },
        ],
      ]);
    expect(earn([capped('cut')], input([1_000], { usage: used(0) })).points).toBe(10);
    expect(earn([capped('cut')], input([1_001], { usage: used(0) })).applied).toEqual([
      expect.objectContaining({ points: 10, cutBy: 'cap' }),
    ]);
    expect(earn([capped('cut')], input([1_000], { usage: used(9) })).points).toBe(1);
    expect(whyNot(earn([capped('cut')], input([1_000], { usage: used(10) })))).toEqual({ c: 'cap_reached' });
    expect(earn([capped('refuse')], input([1_000], { usage: used(0) })).points).toBe(10);
    expect(whyNot(earn([capped('refuse')], input([1_001], { usage: used(0) })))).toEqual({ c: 'cap_reached' });
  });

  it('never spends more money than the budget has', () => {
    const budgeted = campaign('c', {
      effect: { type: 'fixed', points: 7 },
      budget: { money: { amountMinor: 10, currency: 'CNY' } },
    });
    const first = earn([budgeted], input([100], { pointValue: { points: 2, minor: 3 } }));
    expect(first.usage).toEqual([expect.objectContaining({ scope: 'programme', points: 6, moneyMinor: 9 })]);
    const next = input([100], { pointValue: { points: 2, minor: 3 }, usage: withUsage(new Map(), first.usage) });
    expect(whyNot(earn([budgeted], next))).toEqual({ c: 'budget_spent' });
    expect(whyNot(earn([budgeted], input([100], { currency: 'EUR' })))).toEqual({ c: 'currency_not_included' });
  });

  it('waits between two uses, on both sides', () => {
    const cooled = campaign('c', { effect: { type: 'fixed', points: 1 }, cooldown: { hours: 24 } });
    const usage = withUsage(new Map(), earn([cooled], input([100])).usage);
    const at = (instant: string) => whyNot(earn([cooled], input([100], { usage, occurredAt: new Date(instant) })));
    expect(at('2026-11-22T02:14:59.999Z')).toEqual({ c: 'cooling_down' });
    expect(at('2026-11-20T02:15:00.001Z')).toEqual({ c: 'cooling_down' });
    expect([at('2026-11-22T02:15:00Z'), at('2026-11-20T02:15:00Z')]).toEqual([{}, {}]);
  });
});

describe('evaluateCampaigns: properties', () => {
  const decimals = fc.integer({ min: 1, max: 5_000 }).map((value) => value / 1_000);
  const effects = fc.oneof(
    fc.record({ type: fc.constant('fixed' as const), points: decimals }),
    fc.record({
      type: fc.constant('per_amount' as const),
      points: decimals,
      perMajorUnits: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ type: fc.constant('per_item' as const), points: decimals }),
    fc.record({ type: fc.constant('multiplier' as const), times: decimals.map((value) => value + 1) }),
  );
  const drafts = fc.record(
    {
      effect: effects,
      items: fc.constantFrom({ include: [{ skus: ['A'] }] }, { exclude: [{ skus: ['B'] }] }),
      stacking: fc.record({
        group: fc.constantFrom('g', 'h'),
        mode: fc.constantFrom('best' as const, 'first' as const, 'all' as const),
        priority: fc.integer({ min: 0, max: 2 }),
      }),
      caps: fc.constantFrom(
        [{ per: 'day' as const, points: 7 }],
        [{ per: 'total' as const, points: 20, uses: 2 }],
        [{ per: 'purchase' as const, points: 3, onExceed: 'refuse' as const }],
      ),
      budget: fc.constantFrom({ points: 15 }, { money: { amountMinor: 11, currency: 'CNY' } }),
      multipliers: fc.constant({ tiers: { gold: 1.25 } }),
      stores: fc.constantFrom(['S01'], ['S02', 'S01'], ['S02']),
      tiers: fc.constantFrom(['gold'], ['gold-2'], ['silver']),
      conditions: fc
        .constantFrom(
          'purchase.storeId == "S01" && purchase.totalMinor > 500',
          'purchase.storeId in ["S02"] || member.tier == "gold"',
          '"gold" == member.tier && purchase.channel in ["app"]',
          'member.level == "gold-2"',
        )
        .map((when) => [{ name: 'n', when }]),
    },
    { requiredKeys: ['effect'] },
  );
  const receipts = fc.array(
    fc.array(
      fc.record({
        netMinor: fc.nat(3_000),
        sku: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.integer({ min: 1, max: 2_500 }).map((value) => value / 1_000),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    { minLength: 1, maxLength: 6 },
  );

  it('sums exactly, keeps every limit, and depends on no order of campaigns or lines', () => {
    fc.assert(
      fc.property(fc.array(drafts, { maxLength: 6 }), receipts, fc.boolean(), (written, baskets, withBase) => {
        const campaigns = written.map((draft, index) => campaign(`c${String(index)}`, draft));
        if (withBase) campaigns.push(base);
        const index = compileCampaigns(campaigns);
        let usage: ReadonlyMap<string, UsageCounter> = new Map();
        for (const basket of baskets) {
          const lines = basket.map((each, place) => line(each.netMinor, { ...each, line: place + 1 }));
          const given = input([], { lines, usage });
          const keys = new Set(usageKeysOf(index, given).map(usageKey));
          const earnings = evaluateCampaigns(index, given, { explain: false });
          const reversed = earn([...campaigns].reverse(), { ...given, lines: [...lines].reverse() });

          expect(sum(earnings.applied.map(({ points }) => points))).toBe(earnings.points);
          expect(sum(earnings.pointsByLine)).toBe(earnings.points);
          for (const { points, pointsByLine } of earnings.applied) expect(sum(pointsByLine)).toBe(points);
          expect(earnings.applied.every(({ pointsByLine }) => pointsByLine.every((points) => points >= 0))).toBe(true);
          expect(reversed.applied.map(({ points }) => points)).toEqual(earnings.applied.map(({ points }) => points));
          expect([...reversed.pointsByLine].reverse()).toEqual(earnings.pointsByLine);
          expect(reversed.applied.length + reversed.notApplied.length).toBe(campaigns.length);
          expect(earnings.usage.every((change) => keys.has(usageKey(change)))).toBe(true);
          usage = withUsage(usage, earnings.usage);
        }
        for (const { document } of campaigns) {
          const counter = (scope: 'member' | 'programme', period: string) =>
            usage.get(usageKey({ campaign: document.code, scope, period }));
          for (const { per, points } of document.caps ?? []) {
            if (per === 'day')
              expect(counter('member', '2026-11-21')?.points ?? 0).toBeLessThanOrEqual(points ?? Infinity);
            if (per === 'total')
              expect(counter('member', 'total')?.points ?? 0).toBeLessThanOrEqual(points ?? Infinity);
            if (per === 'total') expect(counter('member', 'total')?.uses ?? 0).toBeLessThanOrEqual(2);
          }
          const budget = counter('programme', 'total');
          expect(budget?.points ?? 0).toBeLessThanOrEqual(document.budget?.points ?? Infinity);
          expect(budget?.moneyMinor ?? 0).toBeLessThanOrEqual(document.budget?.money?.amountMinor ?? Infinity);
        }
      }),
      { numRuns: 300 },
    );
  });
});
