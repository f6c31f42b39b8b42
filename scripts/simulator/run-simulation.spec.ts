import { FakePlatform } from '../testing/fake-platform.js';
import { generateRetailer } from './generate-retailer.js';
import { runSimulation } from './run-simulation.js';
import type { SimulationProgress } from './run-simulation.js';

const until = new Date('2026-11-21T04:00:00Z');

describe('runSimulation', () => {
  let platform: FakePlatform;

  beforeEach(async () => {
    platform = await FakePlatform.start();
  });

  afterEach(() => platform.stop());

  function run(onProgress?: (progress: SimulationProgress) => void) {
    return runSimulation({
      baseUrl: platform.baseUrl,
      posKey: 'ks_p.x',
      adminKey: 'ks_a.x',
      until,
      seed: 3,
      members: 60,
      onProgress,
    });
  }

  it('posts the whole retailer, each member before its purchases and these in order', async () => {
    const retailer = generateRetailer({ until, seed: 3, members: 60 });
    const progress: SimulationProgress[] = [];
    const summary = await run((step) => progress.push(step));

    expect(summary).toMatchObject({ stores: 8, members: 60, purchases: retailer.purchases.length, duplicates: 0 });
    expect(platform.recorded.toSorted()).toEqual(
      retailer.purchases.map(({ transactionId }) => transactionId).toSorted(),
    );
    expect(summary.points).toBe([...platform.wallets.values()].reduce((sum, { earned }) => sum + earned, 0));
    const ordered = [...platform.purchases.values()]
      .map(({ body }) => body)
      .filter(({ member }) => member === 'external:sim-00001');
    expect(ordered.map(({ occurredAt }) => occurredAt)).toEqual(ordered.map(({ occurredAt }) => occurredAt).toSorted());
    expect(progress.at(-1)).toEqual({
      phase: 'purchases',
      done: retailer.purchases.length,
      total: retailer.purchases.length,
    });
  });

  it('doubles nothing when it runs again', async () => {
    const first = await run();
    const second = await run();
    expect(second).toMatchObject({ points: first.points, purchases: first.purchases, duplicates: first.purchases });
    expect(platform.wallets.size).toBe(60);
  });

  it('stops at a refusal, naming the purchase', async () => {
    platform.refuse = () => ({ status: 422, code: 'total_mismatch', detail: 'Lines give 1.', retryable: false });
    await expect(run()).rejects.toThrow(/The API refused purchase S0.*: 422 total_mismatch/);
  });
});
