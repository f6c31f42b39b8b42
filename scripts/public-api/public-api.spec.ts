import { FakePlatform, problem } from '../testing/fake-platform.js';
import { ApiUnavailableError, PublicApi } from './public-api.js';

describe('PublicApi', () => {
  let platform: FakePlatform;
  let waitsMs: number[];
  let api: PublicApi;

  beforeEach(async () => {
    platform = await FakePlatform.start();
    waitsMs = [];
    api = new PublicApi({
      baseUrl: platform.baseUrl,
      key: 'ks_x.y',
      connections: 2,
      pause: async (waitMs) => waitsMs.push(waitMs),
    });
  });

  afterEach(async () => {
    await api.close();
    await platform.stop();
  });

  function answerFirst(...answers: ReturnType<typeof problem>[]): void {
    platform.intercept = () => answers.shift();
  }

  it.each([
    ['408', problem(408, 'timeout')],
    ['429', problem(429, 'rate_limited')],
    ['500', problem(500, 'internal')],
    ['503', problem(503, 'unavailable')],
    ['409 with Retry-After', problem(409, 'in_progress', { 'retry-after': '1' })],
  ])('repeats the same body after %s', async (_, refusal) => {
    answerFirst(refusal, refusal);
    const answer = await api.post('/v1/members', { externalId: '1' });
    expect(answer.status).toBe(201);
    expect(platform.requests.map(({ body }) => body)).toEqual(Array(3).fill({ externalId: '1' }));
  });

  it.each([
    ['409 without Retry-After', problem(409, 'identifier_in_use')],
    ['400', problem(400, 'malformed')],
    ['401', problem(401, 'unauthenticated')],
    ['422', problem(422, 'total_mismatch')],
  ])('does not repeat after %s', async (_, refusal) => {
    answerFirst(refusal);
    expect(await api.post('/v1/members', {})).toMatchObject({ status: refusal.status });
    expect(platform.requests).toHaveLength(1);
  });

  it('waits as long as Retry-After says, and ever longer without it', async () => {
    answerFirst(problem(429, 'rate_limited', { 'retry-after': '7' }));
    await api.get('/v1/members/x');
    expect(waitsMs).toEqual([7_000]);

    waitsMs.length = 0;
    platform.intercept = () => problem(503, 'unavailable');
    await expect(api.get('/v1/members/x')).rejects.toThrow(ApiUnavailableError);
    expect(waitsMs).toHaveLength(7);
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(5_000);
    expect(waitsMs.at(-1)).toBeGreaterThan(2 * (waitsMs[0] ?? 0));
  });

  it('gives up, naming the address, when nothing answers', async () => {
    const { baseUrl } = platform;
    await platform.stop();
    await expect(api.get('/v1/members/x')).rejects.toThrow(
      `GET ${baseUrl}/v1/members/x: no answer (ECONNREFUSED) after 8 attempts`,
    );
    platform = await FakePlatform.start();
  });
});
