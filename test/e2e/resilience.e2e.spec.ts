import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../scripts/launcher/running-platform.js';
import { startPlatform } from '../../scripts/launcher/start-platform.js';
import { eventually } from './support/eventually.js';
import { Caller } from './support/platform-under-test.js';
import { receiptOver } from './support/receipts.js';
import { WebhookReceiver } from './support/webhook-receiver.js';

const startTimeoutMs = 90_000;
const timeoutMs = 60_000;

const page = `query Page($ref: String!) {
  member(ref: $ref) {
    id
    tier { progress { value } }
    points { available }
    benefits(first: 6) { edges { node { code } } }
    churn { summary { lastAt } }
  }
}`;

describe('while a part of the platform is down', () => {
  let parent: string;
  let platform: Platform;
  let till: Caller;
  let partner: Caller;
  let operator: Caller;
  let memberId: string;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'keepsake-down-'));
    // As root the database runs as another user, who must be able to enter.
    await chmod(parent, 0o711);
    platform = await startPlatform({ dataDir: join(parent, 'data'), empty: true });
    const { baseUrl, keys } = platform.credentials;
    till = new Caller(baseUrl, keys.pos);
    partner = new Caller(baseUrl, keys.partner);
    operator = new Caller(baseUrl, keys.admin);
    ({ memberId } = platform.credentials);
  }, startTimeoutMs);

  afterAll(async () => {
    await platform.stop();
    await rm(parent, { recursive: true, force: true });
  }, timeoutMs);

  async function withDown<T>(name: Parameters<Platform['suspend']>[0], work: () => Promise<T>): Promise<T> {
    await platform.suspend(name);
    try {
      return await work();
    } finally {
      await platform.resume(name);
    }
  }

  async function availableOf(ref: string): Promise<number> {
    return (await till.get(`/v1/members/${ref}/points`)).body.available;
  }

  it(
    'tills work without partners, whose endpoints hear of it afterwards',
    async () => {
      const receiver = new WebhookReceiver();
      const url = await receiver.listen();
      try {
        const endpoint = await partner.post('/v1/webhook-endpoints', { url, events: ['points.points-earned.v1'] });
        expect(endpoint.status).toBe(201);
        const before = await availableOf(memberId);
        await withDown('partners', async () => {
          for (let number = 0; number < 20; number += 1) {
            expect((await till.post('/v1/purchases', receiptOver(5, { member: memberId }))).status).toBe(201);
          }
          expect((await partner.get('/v1/webhook-endpoints')).body.code).toBe('unavailable');
        });
        expect(await availableOf(memberId)).toBe(before + 100);
        await eventually(async () => {
          expect(new Set(receiver.about(memberId, 'points.points-earned.v1').map(({ body }) => body)).size).toBe(20);
        }, 30_000);
      } finally {
        await receiver.close();
      }
    },
    timeoutMs,
  );

  it.each(['benefits', 'churn'] as const)(
    'a query without %s loses its fields only, and catches up',
    async (name) => {
      const purchase = receiptOver(7, { member: memberId });
      await withDown(name, async () => {
        expect((await till.post('/v1/purchases', purchase)).status).toBe(201);
        const { status, body } = await operator.query(page, { ref: memberId });
        expect(status).toBe(200);
        expect(body.data.member).toMatchObject({ id: memberId, points: { available: expect.any(Number) } });
        expect(body.data.member.tier).not.toBeNull();
        expect(body.data.member[name]).toBeNull();
        expect(body.errors).toMatchObject([{ path: ['member', name], extensions: { code: 'unavailable' } }]);
      });
      await eventually(async () => {
        const { body } = await operator.query(page, { ref: memberId });
        expect(body.errors).toBeUndefined();
        expect(Date.parse(body.data.member.churn.summary.lastAt)).toBe(Date.parse(purchase['occurredAt'] as string));
      }, 30_000);
    },
    timeoutMs,
  );

  it.each(['points', 'members'] as const)(
    'a purchase without %s is to be repeated, and then counts once',
    async (name) => {
      const purchase = receiptOver(11, { member: memberId });
      const before = await availableOf(memberId);
      await withDown(name, async () => {
        const refused = await till.post('/v1/purchases', purchase);
        expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      });
      await eventually(async () => expect([200, 201]).toContain((await till.post('/v1/purchases', purchase)).status));
      expect((await till.post('/v1/purchases', purchase)).body.duplicate).toBe(true);
      expect(await availableOf(memberId)).toBe(before + 11);
    },
    timeoutMs,
  );

  it(
    'services find the database again after it was killed',
    async () => {
      platform.kill('postgres');
      const purchase = receiptOver(13, { member: memberId });
      await eventually(
        async () => expect([200, 201]).toContain((await till.post('/v1/purchases', purchase)).status),
        30_000,
      );
      await eventually(async () => {
        const { body } = await operator.query(page, { ref: memberId });
        expect(body.errors).toBeUndefined();
        expect(Date.parse(body.data.member.churn.summary.lastAt)).toBe(Date.parse(purchase['occurredAt'] as string));
      }, 30_000);
    },
    timeoutMs,
  );
});
