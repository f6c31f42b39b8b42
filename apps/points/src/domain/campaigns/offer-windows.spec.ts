import { compileCampaigns } from '#rules/campaigns/campaign-index';
import type { OfferWindow } from '#rules/campaigns/document';
import { parseCampaign } from '#rules/campaigns/parse';
import type { EarningInput, OfferWindowState } from './earning.js';
import { evaluateCampaigns } from './evaluate-campaigns.js';

const offer = (kind: OfferWindow['kind'], more: object = {}) => {
  const parsed = parseCampaign(
    {
      title: { en: 'Offer', zh: '优惠' },
      trigger: 'purchase',
      effect: { type: 'fixed', points: 500 },
      window: {
        openedBy: { activity: 'offer_received', field: 'offer' },
        durationHours: 24,
        kind,
        ...(kind === 'none' ? {} : { thresholdMinor: 1_000, currency: 'CNY' }),
      },
      ...more,
    },
    { code: 'offer', version: 1 },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compileCampaigns([parsed.campaign]);
};
const opened = (hour: number): OfferWindowState => ({
  windowId: `w${String(hour)}`,
  campaign: 'offer',
  openedAt: at(hour),
  closesAt: at(hour + 24),
  sumMinor: 0,
  completedAt: null,
});
const at = (hour: number): Date => new Date(hour * 3_600_000);

/** Purchases in time order, as the posting feeds them; the windows that complete, with the hour. */
const completed = (
  index: ReturnType<typeof offer>,
  opens: readonly number[],
  purchases: readonly (readonly [hour: number, netMinor: number])[],
): string[] => {
  let windows = opens.map(opened);
  return purchases.flatMap(([hour, netMinor]) => {
    const input: EarningInput = {
      trigger: 'purchase',
      occurredAt: at(hour),
      zone: 'UTC',
      currency: 'CNY',
      storeId: null,
      channel: 'pos',
      lines: [{ line: 1, sku: 'A', category: null, kind: 'product', quantity: 1, netMinor }],
      tenders: [],
      event: null,
      member: { level: null, segments: [], enrolledAt: null },
      usage: new Map(),
      windows,
      defaults: { pending: { type: 'none' }, expiry: { type: 'none' } },
      pointValue: { points: 100, minor: 100 },
    };
    const earnings = evaluateCampaigns(index, input, { explain: true });
    windows = windows.map((window) => {
      const changed = earnings.windows.find(({ windowId }) => windowId === window.windowId);
      return changed ? { ...window, sumMinor: changed.sumMinor, completedAt: changed.completedAt } : window;
    });
    expect(earnings.points).toBe(500 * earnings.applied.length);
    return earnings.applied.map(({ windowId }) => `${String(windowId)} at ${String(hour)}`);
  });
};

describe('offers and their windows', () => {
  it('holds both ends of the window', () => {
    const index = offer('single_above');
    expect(
      completed(
        index,
        [10],
        [
          [9.999, 2_000],
          [10, 2_000],
        ],
      ),
    ).toEqual(['w10 at 10']);
    expect(completed(index, [10], [[34, 2_000]])).toEqual(['w10 at 34']);
    expect(completed(index, [10], [[34.001, 2_000]])).toEqual([]);
  });

  it('asks one purchase to be above, and all together to be at least', () => {
    expect(
      completed(
        offer('single_above'),
        [0],
        [
          [1, 1_000],
          [2, 999],
          [3, 1_001],
          [4, 5_000],
        ],
      ),
    ).toEqual(['w0 at 3']);
    expect(
      completed(
        offer('sum_at_least'),
        [0],
        [
          [1, 400],
          [2, 599],
          [3, 1],
          [4, 5_000],
        ],
      ),
    ).toEqual(['w0 at 3']);
    expect(completed(offer('none'), [0], [[1, 5_000]])).toEqual([]);
  });

  it('credits every open window of the same offer, each completed once', () => {
    expect(
      completed(
        offer('sum_at_least'),
        [0, 2],
        [
          [1, 600],
          [3, 400],
          [4, 600],
          [5, 9_000],
        ],
      ),
    ).toEqual(['w0 at 3', 'w2 at 4']);
    expect(
      completed(
        offer('single_above'),
        [0, 2],
        [
          [3, 2_000],
          [4, 2_000],
        ],
      ),
    ).toEqual(['w0 at 3', 'w2 at 3']);
  });

  it('counts only what the offer counts', () => {
    const toys = offer('sum_at_least', { items: { include: [{ categories: ['toys'] }] } });
    expect(completed(toys, [0], [[1, 5_000]])).toEqual([]);
  });

  it('stays open where a cap keeps it from giving', () => {
    const once = offer('single_above', { caps: [{ per: 'purchase', uses: 1 }] });
    expect(
      completed(
        once,
        [0, 2],
        [
          [3, 2_000],
          [4, 2_000],
        ],
      ),
    ).toEqual(['w0 at 3', 'w2 at 4']);
  });
});
