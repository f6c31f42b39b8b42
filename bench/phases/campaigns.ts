import { PublicApi } from '../../scripts/public-api/public-api.js';
import { runConcurrently } from '../../scripts/public-api/run-concurrently.js';
import type { Bed } from '../bed.js';

export const campaignsMax = 1_000;
const publishAtOnce = 4;
/** A publication decides in every process by then. */
const untilEveryProcessKnowsMs = 1_500;

/** Publishes campaigns until there are a thousand: as a retailer's, for goods, stores, tiers and happy hours of their own. */
export async function publishCampaigns({ platform, signal }: Bed): Promise<void> {
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
    await new Promise((resolve) => setTimeout(resolve, untilEveryProcessKnowsMs));
  } finally {
    await api.close();
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
