import type { Campaign, CampaignDocument } from './document.js';
import { lintCampaign } from './lint.js';
import { parseCampaign } from './parse.js';

type Draft = Partial<CampaignDocument>;

const campaign = (code: string, draft: Draft): Campaign => {
  const written = {
    title: { en: code, zh: code },
    trigger: 'purchase',
    effect: { type: 'fixed', points: 5 },
    ...draft,
  };
  const parsed = parseCampaign(written, { code, version: 1 });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.campaign;
};
const base = campaign('base', { effect: { type: 'per_amount', points: 1, perMajorUnits: 1 } });
const lint = (draft: Draft, siblings: readonly Campaign[] = [base]): string[] =>
  lintCampaign(campaign('c', draft).document, siblings).map(
    ({ severity, code, pointer }) => `${severity} ${code} ${pointer}`,
  );
const when = (...expressions: readonly string[]): Draft => ({
  conditions: expressions.map((each, index) => ({ name: `n${String(index)}`, when: each })),
});

describe('lintCampaign: what cannot be reached', () => {
  it.each<[string, Draft]>([
    ['/validTo', { validFrom: '2026-01-02T00:00:00Z', validTo: '2026-01-02T00:00:00Z' }],
    ['/items/include/0', { items: { include: [{ skus: ['A'] }], exclude: [{ skuPrefixes: ['A'] }] } }],
    ['/times/0/dates', { times: [{ dates: ['2026-11-21'], weekdays: [1] }] }],
    ['/times/0/monthDays', { times: [{ monthDays: ['02-30'] }] }],
    ['/conditions/0/when', when('1 == 2')],
    ['/conditions/1/when', when('member.tier == "gold"', 'member.tier in ["silver", "basic"]')],
    ['/conditions/0/when', { stores: ['S01'], ...when('purchase.storeId == "S02" && time.hour > 8') }],
    ['/currencies', { currencies: ['EUR'], budget: { money: { amountMinor: 1, currency: 'CNY' } } }],
    ['/stores', { trigger: 'birthday', stores: ['S01'] }],
  ])('%s of %j', (pointer, draft) => {
    expect(lint(draft)).toEqual([`error unreachable ${pointer}`]);
  });

  it('finds a campaign that another one of its group always precedes', () => {
    const stacking = { group: 'g', mode: 'first' as const };
    const general = campaign('general', { stacking: { ...stacking, priority: 1 } });
    const narrow: Draft = { stacking, stores: ['S01'] };
    expect(lint(narrow, [general])).toEqual(['error unreachable /stacking/priority']);
    expect(lint({ stacking: { ...stacking, priority: 2 }, stores: ['S01'] }, [general])).toEqual([]);
    expect(lint(narrow, [campaign('general', { ...general.document, caps: [{ per: 'day', uses: 1 }] })])).toEqual([]);
    expect(lint(narrow, [campaign('general', { ...general.document, stores: ['S02'] })])).toEqual([]);
  });

  it('knows what a multiplier needs', () => {
    const double: Draft = { effect: { type: 'multiplier', times: 2 }, budget: { points: 9 } };
    expect(lint(double)).toEqual([]);
    expect(lint(double, [])).toEqual(['warning unknown_campaign /effect/of']);
    const twice = campaign('twice', double);
    expect(lint({ ...double, effect: { type: 'multiplier', times: 2, of: 'twice' } }, [base, twice])).toContain(
      'error unreachable /effect/of',
    );
    expect(lint({ ...double, trigger: 'event', activity: 'visit' })).toContain('error effect_needs_purchase /effect');
  });
});

describe('lintCampaign: overlapping and unbounded', () => {
  it('warns of the same group and filters', () => {
    const stacking = { group: 'g', mode: 'best' as const };
    const other = campaign('other', { stacking, stores: ['S01'] });
    expect(lint({ stacking, stores: ['S01'] }, [other])).toEqual(['warning overlapping ']);
    expect(lint({ stacking, stores: ['S02'] }, [other])).toEqual([]);
    expect(lint({ stacking: { ...stacking, group: 'h' }, stores: ['S01'] }, [other])).toEqual([]);
    expect(
      lint({ stacking, stores: ['S01'], validTo: '2026-01-01T00:00:00Z' }, [
        campaign('other', { stacking, stores: ['S01'], validFrom: '2026-01-01T00:00:00Z' }),
      ]),
    ).toEqual([]);
    expect(lint({}, [base])).toEqual([]);
  });

  it('warns of what has no upper bound', () => {
    const double: Draft = { effect: { type: 'multiplier', times: 2 } };
    expect(lint(double)).toEqual(['warning unbounded /effect']);
    expect(lint({ ...double, caps: [{ per: 'month', points: 100 }] })).toEqual([]);
    expect(lint({ trigger: 'event', activity: 'check_in' })).toEqual(['warning unbounded /trigger']);
    expect(lint({ trigger: 'event', activity: 'check_in', cooldown: { hours: 20 } })).toEqual([]);
  });
});

describe('lintCampaign: conditions', () => {
  it.each([
    ['unknown_field', 'member.colour == "red"'],
    ['unknown_field', 'basket.total > 1'],
    ['unknown_field', 'purchase.lines.exists(l, l.price > 3)'],
    ['condition_invalid', 'purchase.totalMinor >'],
    ['condition_invalid', 'member.tier > 3'],
    ['condition_not_boolean', 'purchase.totalMinor'],
  ])('refuses %s: %s', (code, expression) => {
    expect(lint(when(expression))).toEqual([`error ${code} /conditions/0/when`]);
  });

  it.each([
    'purchase.totalMinor / purchase.lines.size() > 10',
    'member.ageDays < 30',
    'has(member.ageDays) || member.ageDays < 30',
    'purchase.lines[0].sku == "A"',
    'int(purchase.storeId) > 3',
    'timestamp(time.date) > time.at',
    '"A".matches(purchase.storeId)',
  ])('warns that it can throw: %s', (expression) => {
    expect(lint(when(expression))).toEqual(['warning condition_can_throw /conditions/0/when']);
  });

  it.each([
    'purchase.totalMinor / 100 > 10',
    'has(member.ageDays) && member.ageDays < 30',
    '!has(member.ageDays) || member.ageDays < 30',
    'has(member.ageDays) ? member.ageDays < 30 : false',
    'purchase.lines.exists(l, l.category == "toys" && l.netMinor > 500)',
    'purchase.lines.map(l, l.netMinor).sum() > 500',
    'time.hour in [8, 9] && member.segments.exists(s, s == "vip")',
  ])('has nothing to say about %s', (expression) => {
    expect(lint(when(expression))).toEqual([]);
  });

  it('asks for has() on what an event may not carry', () => {
    const reviewed = (expression: string) =>
      lint({ trigger: 'event', activity: 'review', cooldown: { hours: 1 }, ...when(expression) });
    const canThrow = ['warning condition_can_throw /conditions/0/when'];
    expect(reviewed('event.data.stars >= 4')).toEqual(canThrow);
    expect(reviewed('has(event.data.stars) && event.data.stars >= 4')).toEqual([]);
    expect(reviewed('"stars" in event.data && event.data["stars"] >= 4')).toEqual([]);
    expect(reviewed('has(event.data.shop.id)')).toEqual(canThrow);
    expect(reviewed('purchase.totalMinor == 0')).toEqual(['warning unknown_field /conditions/0/when']);
  });

  it('warns of loops in loops and of what always holds', () => {
    expect(lint(when('purchase.lines.all(a, purchase.lines.exists(b, a.sku == b.sku))'))).toEqual([
      'warning condition_costly /conditions/0/when',
    ]);
    expect(lint(when('1 < 2'))).toEqual(['warning condition_constant /conditions/0/when']);
  });
});
