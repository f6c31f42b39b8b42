import { FakePlatform, problem } from '../testing/fake-platform.js';
import { postBatch } from './post-batch.js';
import { PublicApi } from './public-api.js';

describe('postBatch', () => {
  let platform: FakePlatform;
  let api: PublicApi;

  beforeEach(async () => {
    platform = await FakePlatform.start();
    api = new PublicApi({ baseUrl: platform.baseUrl, key: 'ks_x.y', connections: 1, pause: async () => undefined });
  });

  afterEach(async () => {
    await api.close();
    await platform.stop();
  });

  const receipts = ['a', 'b', 'c'].map((transactionId) => ({
    transactionId,
    json: JSON.stringify({ transactionId, totalMinor: 1_000, items: [] }),
  }));

  it('repeats only the receipts that may succeed later, and answers in order', async () => {
    let left = 2;
    platform.refuse = ({ transactionId }) => {
      if (transactionId === 'c') return { status: 422, code: 'total_mismatch', retryable: false };
      return transactionId === 'b' && left-- > 0 ? { status: 503, code: 'unavailable', retryable: true } : undefined;
    };
    const posted = await postBatch(api, receipts);
    expect(posted.map(({ result }) => [result.transactionId, result.status])).toEqual([
      ['a', 201],
      ['b', 201],
      ['c', 422],
    ]);
    expect(platform.requests.map(({ body }) => (body as { purchases: unknown[] }).purchases.length)).toEqual([3, 1, 1]);
  });

  it('hands back a receipt as refused when later never comes', async () => {
    platform.refuse = () => ({ status: 503, code: 'unavailable', retryable: true });
    const posted = await postBatch(api, receipts.slice(0, 1));
    expect(posted[0]?.result).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('fails when the whole batch is refused', async () => {
    platform.intercept = () => problem(401, 'unauthenticated');
    await expect(postBatch(api, receipts)).rejects.toThrow('401 unauthenticated');
  });
});
