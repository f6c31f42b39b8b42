import fc from 'fast-check';
import { assessPurchase } from './assess-purchase.js';
import type { PurchaseContent, PurchaseItem } from './purchase-content.js';

const now = new Date('2026-11-21T02:15:00Z');
const item = (changes: Partial<PurchaseItem> = {}): PurchaseItem => ({
  line: 1,
  sku: 'A',
  quantity: 1,
  unitPriceMinor: 1_000,
  ...changes,
});
const purchase = (changes: Partial<PurchaseContent> = {}): PurchaseContent => {
  const items = changes.items ?? [item()];
  const totalMinor = items.reduce(
    (sum, { lineTotalMinor, quantity, unitPriceMinor, discountMinor = 0 }) =>
      sum + (lineTotalMinor ?? quantity * unitPriceMinor) - discountMinor,
    0,
  );
  return { currency: 'CNY', totalMinor, items, ...changes };
};
const assess = (content: PurchaseContent, occurredAt = '2026-11-21T10:15:00+08:00') =>
  assessPurchase({ content, occurredAt, now });
const refusal = (code: string, pointer: string) =>
  expect.objectContaining({ code, errors: [expect.objectContaining({ code, pointer })] });

describe('assessPurchase', () => {
  it('nets each line: quantity × price or the line total, less the discount', () => {
    const items = [
      item({ quantity: 2, unitPriceMinor: 12_000 }),
      item({ line: 2, quantity: 0.355, unitPriceMinor: 9_990, lineTotalMinor: 3_546, discountMinor: 46 }),
    ];
    expect(assess(purchase({ items })).netMinors).toEqual([24_000, 3_500]);
  });

  it('takes exactly the quantities with at most three decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), (thousandths) => {
        const items = [item({ quantity: thousandths / 1_000, lineTotalMinor: 5 })];
        expect(assess(purchase({ items })).netMinors).toEqual([5]);
      }),
    );
    for (const quantity of [0, -1, 0.0001, 1.0005, Number.NaN, Number.POSITIVE_INFINITY]) {
      const items = [item({ quantity, lineTotalMinor: 5 })];
      expect(() => assess(purchase({ items }))).toThrow(refusal('invalid_value', '/items/0/quantity'));
    }
  });

  it('sums exactly what exact arithmetic sums', () => {
    const lines = fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 1_000 }),
        unitPriceMinor: fc.integer({ min: 0, max: 1_000_000 }),
        discountShare: fc.integer({ min: 0, max: 100 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const items = given.map(({ quantity, unitPriceMinor, discountShare }, index) =>
          item({
            line: index + 1,
            quantity,
            unitPriceMinor,
            discountMinor: Math.floor((quantity * unitPriceMinor * discountShare) / 100),
          }),
        );
        const exact = items.reduce(
          (sum, each) => sum + BigInt(each.quantity) * BigInt(each.unitPriceMinor) - BigInt(each.discountMinor ?? 0),
          0n,
        );
        expect(assess(purchase({ items, totalMinor: Number(exact) })).netMinors).toHaveLength(items.length);
        expect(() => assess(purchase({ items, totalMinor: Number(exact) + 1 }))).toThrow(
          refusal('total_mismatch', '/totalMinor'),
        );
      }),
    );
  });

  it.each([
    ['a line number used twice', { items: [item(), item()] }, '/items/1/line'],
    ['a discount above its line', { items: [item({ discountMinor: 1_001 })] }, '/items/0/discountMinor'],
    [
      'a fraction without its line total',
      { items: [item({ quantity: 1.5 })], totalMinor: 1_500 },
      '/items/0/lineTotalMinor',
    ],
    [
      'a line above the safe integers',
      { items: [item({ quantity: 1_000_000_000, unitPriceMinor: Number.MAX_SAFE_INTEGER })] },
      '/items/0/unitPriceMinor',
    ],
  ])('refuses %s', (_case, changes, pointer) => {
    expect(() => assess(purchase(changes))).toThrow(refusal('invalid_value', pointer));
  });

  it('refuses a sum above the safe integers as a mismatch', () => {
    const items = [1, 2].map((line) => item({ line, unitPriceMinor: Number.MAX_SAFE_INTEGER }));
    expect(() => assess(purchase({ items, totalMinor: Number.MAX_SAFE_INTEGER }))).toThrow(
      refusal('total_mismatch', '/totalMinor'),
    );
  });

  it.each([
    ['1970-01-01T00:00:00Z', true],
    ['1969-12-31T23:59:59.999Z', false],
    ['2026-11-21T02:20:00Z', true],
    ['2026-11-21T02:20:00.001Z', false],
  ])('judges %s by its range', (occurredAt, taken) => {
    if (taken) expect(assess(purchase(), occurredAt).occurredAt).toEqual(new Date(occurredAt));
    else expect(() => assess(purchase(), occurredAt)).toThrow(refusal('occurred_at_out_of_range', '/occurredAt'));
  });

  it('refuses a time without zone as no value', () => {
    expect(() => assess(purchase(), '2026-11-21T02:15:00')).toThrow(refusal('invalid_value', '/occurredAt'));
  });

  it('names the first reason in the documented order', () => {
    const all = { currency: 'XXX', totalMinor: 1, redeem: { points: 5 } };
    expect(() => assess(purchase({ ...all, items: [item(), item()] }), '2030-01-01T00:00:00Z')).toThrow(
      refusal('invalid_value', '/items/1/line'),
    );
    expect(() => assess(purchase(all), '2030-01-01T00:00:00Z')).toThrow(refusal('unknown_currency', '/currency'));
    expect(() => assess(purchase({ ...all, currency: 'CNY' }), '2030-01-01T00:00:00Z')).toThrow(
      refusal('total_mismatch', '/totalMinor'),
    );
    expect(() => assess(purchase({ redeem: { points: 5 } }), '2030-01-01T00:00:00Z')).toThrow(
      refusal('occurred_at_out_of_range', '/occurredAt'),
    );
    expect(assess(purchase({ settled: true })).netMinors).toEqual([1_000]);
  });
});
