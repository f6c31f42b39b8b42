import { PublicApi } from '../../scripts/public-api/public-api.js';
import { runConcurrently } from '../../scripts/public-api/run-concurrently.js';
import type { Bed } from '../bed.js';

export const campaignsMax = 1_000;
const publishAtOnce = 4;
/** A publication decides within a second; far more than that is a failure. */
const knownWithinMs = 10_000;
const askAgainMs = 100;

/** Publishes campaigns until there are a thousand: as a retailer's, for goods, stores, tiers and happy hours of their own. */
export async function publishCampaigns(bed: Bed): Promise<void> {
  const { platform, signal } = bed;
  const { baseUrl, keys } = platform.credentials;
  const api = new PublicApi({ baseUrl, key: keys.admin, connections: publishAtOnce, signal });
  try {
    const numbers = Array.from({ length: campaignsMax - 1 }, (_, index) => index);
    await runConcurrently(numbers, publishAtOnce, async (number) => {
      const code = `bench-${number}`;
      const draft = await api.put(`/v1/campaigns/${code}/draft`, campaign(code, number));
      if (draft.status >= 300) throw new Error(`No draft: ${draft.status} ${JSON.stringify(draft.body)}`);
      const { contentHash } = draft.body as { contentHash: string };
      const published = await api.post(`/v1/campaigns/${code}/publish`, { contentHash });
      if (published.status >= 300)
        throw new Error(`Not published: ${published.status} ${JSON.stringify(published.body)}`);
    });
  } finally {
    await api.close();
  }
  await untilAllDecide(bed);
}

/** An evaluation names every published campaign: those that apply, and why the others do not. */
async function untilAllDecide({ api, members }: Bed): Promise<void> {
  const [asking] = members;
  const items = [{ line: 1, sku: 'SKU', quantity: 1, unitPriceMinor: 100 }];
  const basket = { member: `card:${asking?.card ?? ''}`, storeId: 'S01', currency: 'CNY', totalMinor: 100, items };
  const deadlineMs = performance.now() + knownWithinMs;
  for (;;) {
    const { status, body } = await api.post('/v1/purchases/evaluate', basket);
    if (status !== 200) throw new Error(`Not evaluated: ${status} ${JSON.stringify(body)}`);
    const { points, notApplied } = body as { points: { campaigns: unknown[] }; notApplied: unknown[] };
    const known = points.campaigns.length + notApplied.length;
    if (known >= campaignsMax) return;
    if (performance.now() > deadlineMs) throw new Error(`Only ${known} of ${campaignsMax} campaigns decide.`);
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}

/** Every fourth names goods, every fourth stores, every fourth tiers with a condition, every fourth an hour of the week. */
function campaign(code: string, number: number): object {
  const common = {
    code,
    title: { en: `Bench ${number}`, zh: `测试 ${number}` },
    trigger: 'purchase',
    effect: { type: 'fixed', points: 1 + (number % 50) },
  };
  switch (number % 4) {
    case 0:
      return { ...common, items: { include: [{ skus: [`SKU-${number}`, `SKU-${number}-B`] }] } };
    case 1:
      return { ...common, stores: [`STORE-${number}`] };
    case 2:
      return {
        ...common,
        tiers: ['gold-3'],
        conditions: [{ name: 'large', when: `purchase.totalMinor > ${number * 1_000}` }],
      };
    default:
      return { ...common, channels: ['web'], items: { include: [{ categories: [`category-${number}`] }] } };
  }
}
