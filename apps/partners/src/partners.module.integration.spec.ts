import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventOutbox } from '#contracts/events/outbox';
import type { Caller } from '#contracts/internal/call';
import { createApiClient, createWebhookEndpoint, verifyKey } from '#contracts/internal/partners';
import { loadEnv } from '#platform/config/load-env';
import { Database } from '#platform/database/database';
import { migrateQueues, queueRole } from '#platform/events/queue-migrations';
import { InternalCalls } from '#platform/http/internal-calls';
import { createServiceApp } from '#platform/service/run-service';
import { createLogger } from '#platform/telemetry/logger';
import { createTestDatabase } from '#testing/test-database';
import { partnersDatabase } from './database/partners.database.js';
import { PartnersEnv } from './partners.env.js';
import { PartnersModule } from './partners.module.js';

/** Migrations, a start and two ways through the queues: seconds on a busy machine. */
const waitMsMax = 60_000;

describe('the partners service', () => {
  const endings: (() => Promise<unknown>)[] = [];
  let url: string;
  let env: PartnersEnv;
  let app: Awaited<ReturnType<typeof createServiceApp>>;
  let calls: InternalCalls;
  const operator: Caller = {
    programId: randomUUID(),
    actor: { type: 'system', id: 'launcher', scope: 'system' },
    correlationId: 'c',
    locale: 'en',
  };

  beforeAll(async () => {
    const test = await createTestDatabase(partnersDatabase);
    endings.push(() => test.close());
    const password = randomBytes(16).toString('hex');
    await migrateQueues({ adminUrl: test.adminUrl, password });
    const queues = new URL(test.adminUrl);
    queues.username = queueRole;
    queues.password = password;
    env = loadEnv(PartnersEnv, {
      DATABASE_URL: test.url,
      QUEUE_DATABASE_URL: queues.href,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEEPSAKE_INTERNAL_KEY: randomBytes(32).toString('base64'),
      KEEPSAKE_CREDENTIALS_KEY: randomBytes(32).toString('hex'),
    });
    const module = PartnersModule.forRoot(env);
    app = await createServiceApp({ name: 'partners', env, module }, createLogger('partners', 'silent'));
    endings.push(() => app.close());
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    calls = new InternalCalls({ partners: url }, env.KEEPSAKE_INTERNAL_KEY);
    endings.push(() => calls.close());
  }, waitMsMax);
  afterAll(async () => {
    for (const end of endings.reverse()) await end();
  }, waitMsMax);

  it('answers nobody without a signed identity', async () => {
    const forged = new InternalCalls({ partners: url }, randomBytes(32).toString('base64'));
    const asked = forged.send(verifyKey, operator, { keyId: 'a', secret: 'b' });
    await expect(asked).rejects.toMatchObject({ code: 'unauthenticated' });
    await forged.close();
  });

  it(
    'carries an event from an outbox through the queue to a partner',
    async () => {
      const { body } = await calls.send(createApiClient, operator, {
        name: 'demo',
        scope: 'partner',
        programWide: true,
      });
      const [, keyId = '', secret = ''] = /^ks_([^.]+)\.(.+)$/.exec(body.key) ?? [];
      const { verdict } = await calls.send(verifyKey, operator, { keyId, secret });
      const partner: Caller = { ...operator, actor: verdict!.actor };

      const heard: Record<string, unknown>[] = [];
      let isTold = (): void => undefined;
      const told = new Promise<void>((resolve) => (isTold = resolve));
      const receiver = createServer((request, response) => {
        if (request.url === '/gone') {
          response.writeHead(410).end();
          return;
        }
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
          heard.push(JSON.parse(text));
          response.end();
          if (heard.length === 2) isTold();
        });
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      endings.push(() => new Promise((resolve) => receiver.close(resolve)));
      const { port } = receiver.address() as AddressInfo;
      const make = async (path: string): Promise<string> => {
        const request = { endpointId: randomUUID(), url: `http://localhost:${port}${path}`, events: ['partners.*'] };
        return (await calls.send(createWebhookEndpoint, partner, request)).body.id;
      };
      const gone = await make('/gone');
      await make('/there');

      const [now, { programId }] = [new Date(), operator];
      const data = { endpointId: randomUUID(), reasonCode: 'gone', failingSince: now.toISOString() };
      await app.get(Database).run(async () => {
        const event = {
          type: 'partners.endpoint-disabled.v1',
          programId,
          occurredAt: now,
          recordedAt: now,
          data,
        } as const;
        await app.get(EventOutbox).append([event]);
      });
      await told;
      // The first one made the endpoint that answers 410 disabled, and that is an event again.
      const ids = heard.map((event) => (event.data as typeof data).endpointId);
      expect(ids).toEqual([data.endpointId, gone]);
    },
    waitMsMax,
  );
});
