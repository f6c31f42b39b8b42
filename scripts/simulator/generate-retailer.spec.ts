import { DateTime } from 'luxon';
import type { PurchaseItemDto } from '#contracts/public/purchase.dto';
import { netMinorOf } from '../public-api/purchases.js';
import { generateRetailer } from './generate-retailer.js';
import type { Retailer } from './generate-retailer.js';
import { STORES } from './stores.js';

const until = new Date('2026-11-21T04:00:00Z');

describe('generateRetailer', () => {
  let retailer: Retailer;
  let dailySales: Map<string, number>;

  beforeAll(() => {
    retailer = generateRetailer({ until, seed: 1, members: 2_000 });
    dailySales = new Map();
    for (const { occurredAt } of retailer.purchases) {
      const date = occurredAt.slice(0, 10);
      dailySales.set(date, (dailySales.get(date) ?? 0) + 1);
    }
  });

  /** Mean receipts a day over local dates, both included. */
  function meanSales(from: string, to: string): number {
    const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days + 1;
    const sales = [...dailySales]
      .filter(([date]) => date >= from && date <= to)
      .reduce((sum, [, count]) => sum + count, 0);
    return sales / days;
  }

  it('gives the same data for the same seed on the same local day', () => {
    const morning = generateRetailer({ until: new Date('2026-11-20T16:00:00Z'), seed: 7, members: 40 });
    const night = generateRetailer({ until: new Date('2026-11-21T15:59:59Z'), seed: 7, members: 40 });
    expect(night).toEqual(morning);
    expect(generateRetailer({ until, seed: 8, members: 40 })).not.toEqual(morning);
  });

  it('covers the year up to yesterday and nothing after', () => {
    const instants = retailer.purchases.map(({ occurredAt }) => Date.parse(occurredAt));
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(retailer.purchases[0]?.occurredAt.slice(0, 10)).toBe('2025-11-21');
    expect(retailer.purchases.at(-1)?.occurredAt.slice(0, 10)).toBe('2026-11-20');
    expect(Math.max(...retailer.members.map(({ enrolledAt }) => Date.parse(enrolledAt ?? '')))).toBeLessThan(
      until.getTime(),
    );
  });

  it('makes enough to look at and not more than a start can post', () => {
    expect(retailer.members).toHaveLength(2_000);
    expect(retailer.purchases.length).toBeGreaterThan(17_000);
    expect(retailer.purchases.length).toBeLessThan(23_000);
    const anonymous =
      retailer.purchases.filter(({ member }) => member === undefined).length / retailer.purchases.length;
    expect(anonymous).toBeGreaterThan(0.05);
    expect(anonymous).toBeLessThan(0.2);
  });

  it('makes receipts that add up, within the limits of the API', () => {
    const isSoundLine = ({ quantity, unitPriceMinor, discountMinor = 0 }: PurchaseItemDto) =>
      [quantity, unitPriceMinor, discountMinor].every(Number.isSafeInteger) &&
      quantity > 0 &&
      discountMinor >= 0 &&
      discountMinor <= quantity * unitPriceMinor;
    const unsound = retailer.purchases.filter(
      ({ transactionId, totalMinor, items, currency }) =>
        !/^S\d\d-\d{8}-\d{6}$/.test(transactionId) ||
        currency !== 'CNY' ||
        items.length === 0 ||
        totalMinor !== items.reduce((sum, line) => sum + netMinorOf(line), 0) ||
        !items.every(isSoundLine),
    );
    expect(unsound).toEqual([]);
    expect(new Set(retailer.purchases.map(({ transactionId }) => transactionId)).size).toBe(retailer.purchases.length);
  });

  it('gives every member identifiers of its own that reach nobody', () => {
    for (const key of ['externalId', 'card', 'phone', 'email'] as const) {
      const values = retailer.members.flatMap((member) => member[key] ?? []);
      expect(new Set(values).size).toBe(values.length);
    }
    expect(retailer.members.flatMap(({ phone }) => phone ?? []).every((phone) => /^\+86154\d{8}$/.test(phone))).toBe(
      true,
    );
    expect(retailer.members.flatMap(({ email }) => email ?? []).every((email) => email.endsWith('@example.com'))).toBe(
      true,
    );
  });

  it('sells to members only after they joined, and at tills only while the store is open', () => {
    const enrolledAt = new Map(
      retailer.members.map((member) => [`external:${member.externalId}`, Date.parse(member.enrolledAt ?? '')]),
    );
    const early = retailer.purchases.filter(
      ({ member, occurredAt }) =>
        member !== undefined && !((enrolledAt.get(member) ?? Infinity) < Date.parse(occurredAt)),
    );
    expect(early).toEqual([]);
    const closed = retailer.purchases.filter(({ occurredAt, channel, storeId }) => {
      const store = STORES.find((candidate) => candidate.storeId === storeId);
      const minute = Number(occurredAt.slice(11, 13)) * 60 + Number(occurredAt.slice(14, 16));
      return channel === 'pos' && !(store && minute >= store.opensMinute && minute < store.closesMinute);
    });
    expect(closed).toEqual([]);
  });

  it('has the seasons of the trade', () => {
    const year = meanSales('2025-11-21', '2026-11-20');
    expect(meanSales('2026-11-11', '2026-11-11')).toBeGreaterThan(2.2 * year);
    expect(meanSales('2026-02-01', '2026-02-14')).toBeGreaterThan(1.2 * year);
    expect(meanSales('2026-02-17', '2026-02-21')).toBeLessThan(0.5 * year);
    expect(meanSales('2026-07-10', '2026-08-31')).toBeLessThan(0.85 * year);
  });

  it('has members who lapse at different times, members who join, and rhythms of their own', () => {
    const last = new Map<string, string>();
    const counts = new Map<string, number>();
    for (const { member, occurredAt } of retailer.purchases) {
      if (member === undefined) continue;
      last.set(member, occurredAt);
      counts.set(member, (counts.get(member) ?? 0) + 1);
    }
    const lapsed = [...last.values()].filter((at) => at < '2026-08-23');
    expect(lapsed.length / last.size).toBeGreaterThan(0.25);
    expect(lapsed.length / last.size).toBeLessThan(0.45);
    expect(new Set(lapsed.map((at) => at.slice(0, 7))).size).toBeGreaterThanOrEqual(8);
    const joined = retailer.members.filter(({ enrolledAt = '' }) => enrolledAt >= '2025-11-21').length / 2_000;
    expect(joined).toBeGreaterThan(0.35);
    expect(joined).toBeLessThan(0.55);
    expect([...counts.values()].filter((count) => count === 1).length / counts.size).toBeLessThan(0.2);
    expect(Math.max(...counts.values())).toBeGreaterThan(30);
  });

  it('has stores of different sizes and every channel', () => {
    const sold = (key: 'storeId' | 'channel', value: string) =>
      retailer.purchases.filter((purchase) => purchase[key] === value).length;
    expect(sold('storeId', 'S01')).toBeGreaterThan(5 * sold('storeId', 'S08'));
    for (const channel of ['pos', 'app', 'mini_program', 'web']) expect(sold('channel', channel)).toBeGreaterThan(200);
  });
});
