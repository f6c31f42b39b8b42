import type { PurchaseContent } from './purchase-content.js';
import { purchaseFingerprint, referenceHash } from './purchase-fingerprint.js';

const at = '2026-11-21T10:15:00+08:00';
const content: PurchaseContent = {
  currency: 'CNY',
  totalMinor: 2_000,
  items: [{ line: 1, sku: 'A', quantity: 2, unitPriceMinor: 1_000 }],
};
const print = (changes: Partial<PurchaseContent> = {}, occurredAt = at): string =>
  purchaseFingerprint({ ...content, ...changes }, occurredAt);

describe('purchaseFingerprint', () => {
  it('fills defaults, so that a till may say them or not', () => {
    const said: PurchaseContent = {
      settled: false,
      metadata: {},
      tenders: [],
      coupons: [],
      channel: 'pos',
      items: [
        {
          kind: 'product',
          discountMinor: 0,
          lineTotalMinor: 2_000,
          unitPriceMinor: 1_000,
          quantity: 2,
          sku: 'A',
          line: 1,
        },
      ],
      totalMinor: 2_000,
      currency: 'CNY',
    };
    expect(purchaseFingerprint(said, at)).toBe(print());
  });

  it('compares instants, whatever the zone', () => {
    expect(print({}, '2026-11-21T02:15:00.000Z')).toBe(print());
    expect(print({}, '2026-11-21T02:15:00.001Z')).not.toBe(print());
  });

  it('leaves the member out, which is compared on its own', () => {
    expect(print({ member: 'card:1' })).toBe(print());
  });

  it.each<[string, Partial<PurchaseContent>]>([
    ['the store', { storeId: 'S01' }],
    ['the till', { tillId: '3' }],
    ['the channel', { channel: 'app' }],
    ['the currency', { currency: 'USD' }],
    ['a line', { items: [{ line: 1, sku: 'B', quantity: 2, unitPriceMinor: 1_000 }] }],
    ['a tender', { tenders: [{ type: 'cash', amountMinor: 2_000 }] }],
    ['a coupon', { coupons: ['C'] }],
    ['metadata', { metadata: { lane: '7' } }],
  ])('sees %s', (_case, changes) => {
    expect(print(changes)).not.toBe(print());
  });
});

describe('referenceHash', () => {
  it('differs by programme and by key', () => {
    const hash = referenceHash({ programId: 'p', reference: 'card:1' }, 'key');
    expect(referenceHash({ programId: 'q', reference: 'card:1' }, 'key')).not.toBe(hash);
    expect(referenceHash({ programId: 'p', reference: 'card:1' }, 'other')).not.toBe(hash);
  });
});
