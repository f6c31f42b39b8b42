import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '#contracts/internal/call';
import { createApiClient, createWebhookEndpoint, testWebhookEndpoint, verifyKey } from '#contracts/internal/partners';
import { loadEnv } from '#platform/config/load-env';
import { InternalCalls } from '#platform/http/internal-calls';
import { createServiceApp } from '#platform/service/run-service';
import { createLogger } from '#platform/telemetry/logger';
import { createTestDatabase } from '#testing/test-database';
import { partnersDatabase } from './database/partners.database.js';
import { PartnersEnv } from './partners.env.js';
import { PartnersModule } from './partners.module.js';

describe('the partners service', () => {
  it('answers signed calls only, and sends by itself', async () => {
    const test = await createTestDatabase(partnersDatabase);
    const env = loadEnv(PartnersEnv, {
      DATABASE_URL: test.url,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEEPSAKE_INTERNAL_KEY: randomBytes(32).toString('base64'),
      KEEPSAKE_CREDENTIALS_KEY: randomBytes(32).toString('hex'),
    });
    const app = await createServiceApp(
      { name: 'partners', env, module: PartnersModule.forRoot(env) },
      createLogger('partners', 'silent'),
    );
    await app.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    const calls = new InternalCalls({ partners: url }, env.KEEPSAKE_INTERNAL_KEY);
    const caller: Caller = {
      programId: randomUUID(),
      actor: { type: 'system', id: 'launcher', scope: 'system' },
      correlationId: 'c',
      locale: 'en',
    };
    let tell = (_webhookId: unknown): void => undefined;
    const told = new Promise((resolve) => (tell = resolve));
    const receiver = createServer((request, response) => {
      tell(request.headers['webhook-id']);
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    try {
      const forged = new InternalCalls({ partners: url }, randomBytes(32).toString('base64'));
      await expect(forged.send(verifyKey, caller, { keyId: 'a', secret: 'b' })).rejects.toMatchObject({
        code: 'unauthenticated',
      });
      await forged.close();

      const { body } = await calls.send(createApiClient, caller, { name: 'demo', scope: 'partner', programWide: true });
      const [, keyId = '', secret = ''] = /^ks_([^.]+)\.(.+)$/.exec(body.key) ?? [];
      const { verdict } = await calls.send(verifyKey, caller, { keyId, secret });
      expect(verdict).toMatchObject({ programId: caller.programId, programWide: true });
      const partner: Caller = { ...caller, actor: verdict!.actor };
      const endpointId = randomUUID();
      const hook = `http://localhost:${(receiver.address() as AddressInfo).port}/`;
      await calls.send(createWebhookEndpoint, partner, { endpointId, url: hook, events: ['*'] });
      await calls.send(testWebhookEndpoint, partner, { id: endpointId });
      expect(await told).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      await calls.close();
      await app.close();
      await test.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    }
  });
});
