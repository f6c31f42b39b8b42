import { randomBytes, randomUUID } from 'node:crypto';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock } from '#kernel/clock';
import type { Caller } from '#contracts/internal/call';
import { loadEnv } from '#platform/config/load-env';
import { Database } from '#platform/database/database';
import { runAsCaller } from '#platform/http/identity';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, schemaDrift, type TestDatabase } from '#testing/test-database';
import { ApiClientsController } from './api/api-clients.controller.js';
import { WebhookEndpointsController } from './api/webhook-endpoints.controller.js';
import { endpointsPerClientMax } from './application/limits.js';
import { partnersDatabase } from './database/partners.database.js';
import { PartnersEnv } from './partners.env.js';
import { PartnersModule } from './partners.module.js';

const programId = randomUUID();
const url = 'https://1.1.1.1/hooks';

describe('partners', () => {
  let test: TestDatabase;
  let app: TestingModule;
  let clients: ApiClientsController;
  let endpoints: WebhookEndpointsController;
  let database: Database;
  const clock = new FixedClock();

  beforeAll(async () => {
    test = await createTestDatabase(partnersDatabase);
    const env = loadEnv(PartnersEnv, {
      DATABASE_URL: test.url,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEEPSAKE_INTERNAL_KEY: randomBytes(32).toString('base64'),
      KEEPSAKE_CREDENTIALS_KEY: randomBytes(32).toString('base64'),
      KEEPSAKE_WEBHOOK_ALLOW_LOOPBACK_HTTP: 'false',
    });
    app = await Test.createTestingModule({ imports: [PartnersModule.forRoot(env)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    clients = app.get(ApiClientsController);
    endpoints = app.get(WebhookEndpointsController);
    database = app.get(Database);
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });

  const callerOf = (actor: Partial<Caller['actor']>, program = programId): Caller => ({
    programId: program,
    actor: { type: 'client', id: 'k', scope: 'partner', ...actor },
    correlationId: 'c',
    locale: 'en',
  });
  const operator = callerOf({ id: 'operator', scope: 'admin' });
  const split = (key: string): { keyId: string; secret: string } => {
    const [, keyId = '', secret = ''] = /^ks_([^.]+)\.(.+)$/.exec(key) ?? [];
    return { keyId, secret };
  };
  const newClient = async (
    request: Parameters<ApiClientsController['create']>[0] = { name: 'Partner', scope: 'partner' },
  ): Promise<{ id: string; keyId: string; key: string; caller: Caller }> => {
    const { body } = await runAsCaller(operator, () => clients.create(request));
    return { id: body.id, keyId: body.keyId, key: body.key, caller: callerOf({ id: body.keyId, scope: body.scope }) };
  };
  const verdictOf = async (key: string): Promise<unknown> => (await clients.verifyKey(split(key))).verdict;
  const keyed = (
    key: string,
    requestHash = 'h',
  ): NonNullable<Parameters<ApiClientsController['create']>[0]['idempotency']> => ({
    key,
    route: 'r',
    requestHash,
    required: false,
  });

  it('agrees with its rows', async () => {
    expect(await schemaDrift(partnersDatabase, test.adminUrl)).toEqual([]);
  });

  describe('API clients', () => {
    it('says who a key is', async () => {
      const { key, keyId } = await newClient({ name: 'Till', scope: 'pos', storeId: 'S01' });
      expect(key).toMatch(/^ks_[0-9a-f]{20}\.[\w-]{43}$/);
      expect(await verdictOf(key)).toEqual({
        programId,
        actor: { type: 'client', id: keyId, scope: 'pos', storeId: 'S01' },
        programWide: false,
      });
    });

    it('knows no wrong secret, no unknown key and no revoked one', async () => {
      const { id, key, keyId } = await newClient();
      expect(await verdictOf(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
      expect(await verdictOf('ks_00000000000000000000.secret')).toBeNull();
      expect(await verdictOf('ks_\u0000.secret')).toBeNull();
      const first = await runAsCaller(operator, () => clients.revoke({ id }));
      clock.advance(1_000);
      expect(await runAsCaller(operator, () => clients.revoke({ id }))).toEqual(first);
      expect(first).toMatchObject({ keyId, revokedAt: expect.any(String) });
      expect(await verdictOf(key)).toBeNull();
    });

    it('shows the same key to a repeated creation, and keeps it nowhere in clear', async () => {
      const request = { name: 'App', scope: 'app' as const, idempotency: keyed('create-1') };
      const first = await runAsCaller(operator, () => clients.create(request));
      const again = await runAsCaller(operator, () => clients.create(request));
      expect(again).toEqual({ ...first, replayed: true });
      expect(first.status).toBe(201);
      const { secret } = split(first.body.key);
      const stored = await database.query(
        'SELECT to_jsonb(c)::text AS client, (SELECT string_agg(body::text, $2) FROM idempotency_keys) AS answers FROM api_clients c WHERE key_id = $1',
        [first.body.keyId, ''],
      );
      expect(JSON.stringify(stored)).toContain(first.body.keyId);
      expect(JSON.stringify(stored)).not.toContain(secret);
      expect(JSON.stringify(stored)).not.toContain(Buffer.from(secret).toString('hex'));
      const other = { ...request, idempotency: keyed('create-1', 'other') };
      await expect(runAsCaller(operator, () => clients.create(other))).rejects.toMatchObject({
        code: 'idempotency_key_reused',
      });
    });

    it('are the operators own business, and only of their programme', async () => {
      const { id, caller } = await newClient();
      await expect(runAsCaller(caller, () => clients.list({ first: 1 }))).rejects.toMatchObject({ code: 'forbidden' });
      await expect(runAsCaller(caller, () => clients.create({ name: 'x', scope: 'admin' }))).rejects.toMatchObject({
        code: 'forbidden',
      });
      const elsewhere = callerOf({ scope: 'admin' }, randomUUID());
      await expect(runAsCaller(elsewhere, () => clients.revoke({ id }))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are listed page by page, each once', async () => {
      const other = callerOf({ scope: 'system', type: 'system', id: 'launcher' }, randomUUID());
      for (const name of ['a', 'b', 'c']) {
        clock.advance(1);
        await runAsCaller(other, () => clients.create({ name, scope: 'pos' }));
      }
      const one = await runAsCaller(other, () => clients.list({ first: 2 }));
      const two = await runAsCaller(other, () => clients.list({ first: 2, after: one.items[1]?.cursor }));
      expect([...one.items, ...two.items].map(({ node }) => node.name)).toEqual(['a', 'b', 'c']);
      expect([one.hasNextPage, two.hasNextPage]).toEqual([true, false]);
      const forged = Promise.resolve().then(() =>
        runAsCaller(operator, () => clients.list({ first: 2, after: one.items[1]?.cursor })),
      );
      await expect(forged).rejects.toMatchObject({ code: 'invalid_value' });
    });
  });

  describe('webhook endpoints', () => {
    const make = (
      caller: Caller,
      request: Partial<Parameters<WebhookEndpointsController['create']>[0]> = {},
    ): ReturnType<WebhookEndpointsController['create']> =>
      runAsCaller(caller, () => endpoints.create({ endpointId: randomUUID(), url, events: ['points.*'], ...request }));

    it('hear the programme only by the grant of their client', async () => {
      const { caller: plain } = await newClient();
      const { caller: granted } = await newClient({ name: 'Partner', scope: 'partner', programWide: true });
      expect((await make(plain)).body).toMatchObject({ audience: 'linked', status: 'enabled', url });
      expect((await make(granted)).body).toMatchObject({
        audience: 'program',
        secret: expect.stringMatching(/^whsec_/),
      });
    });

    it('are made once by their id and by their key, with the same secret, also after a rotation', async () => {
      const { caller } = await newClient();
      const request = { endpointId: randomUUID(), idempotency: keyed('endpoint-1') };
      const first = await make(caller, request);
      const rotated = await runAsCaller(caller, () => endpoints.rotate({ id: request.endpointId }));
      expect(rotated.secret).not.toBe(first.body.secret);
      expect(await make(caller, { ...request, endpointId: randomUUID() })).toEqual({ ...first, replayed: true });
      expect((await make(caller, { endpointId: request.endpointId })).body).toEqual(first.body);
      const all = await runAsCaller(caller, () => endpoints.list({ first: 10 }));
      expect(all.items).toHaveLength(1);
      expect(all.items[0]?.node).not.toHaveProperty('secret');
    });

    it('refuse what they cannot send to and what nobody publishes', async () => {
      const { caller } = await newClient();
      for (const bad of [
        'http://127.0.0.1/',
        'https://10.0.0.1/',
        'https://localhost/',
        'https://no-such-host.invalid/',
      ]) {
        await expect(make(caller, { url: bad })).rejects.toMatchObject({
          code: 'invalid_value',
          errors: [{ pointer: '/url' }],
        });
      }
      await expect(make(caller, { events: ['points.*', 'points.point-earned.v1'] })).rejects.toMatchObject({
        code: 'invalid_value',
        errors: [{ pointer: '/events/1' }],
      });
    });

    it('are seen by their client and by operators, and are not there for anyone else', async () => {
      const { caller } = await newClient();
      const { caller: other } = await newClient();
      const { id } = (await make(caller)).body;
      expect(await runAsCaller(caller, () => endpoints.read({ id }))).toMatchObject({ id });
      expect(await runAsCaller(operator, () => endpoints.read({ id }))).toMatchObject({ id });
      await expect(runAsCaller(caller, () => endpoints.read({ id: 'not-an-id' }))).rejects.toMatchObject({
        code: 'not_found',
      });
      for (const stranger of [other, callerOf({ scope: 'admin' }, randomUUID())]) {
        await expect(runAsCaller(stranger, () => endpoints.read({ id }))).rejects.toMatchObject({ code: 'not_found' });
      }
      await expect(make(callerOf({ scope: 'pos' }))).rejects.toMatchObject({ code: 'forbidden' });
      await runAsCaller(caller, () => endpoints.delete({ id }));
      await expect(runAsCaller(caller, () => endpoints.read({ id }))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('change what is given, and forget a bad record when they are enabled', async () => {
      const { caller } = await newClient();
      const { id } = (await make(caller, { description: 'first' })).body;
      const change = (request: object): Promise<unknown> =>
        runAsCaller(caller, () => endpoints.update({ id, ...request }));
      expect(await change({ events: ['*'], description: null })).toMatchObject({
        events: ['*'],
        description: null,
        url,
      });
      expect(await change({ status: 'disabled' })).toMatchObject({ status: 'disabled', disabledReason: 'paused' });
      expect(await change({ status: 'enabled' })).toMatchObject({ status: 'enabled', disabledReason: null });
      await expect(change({ url: 'https://192.168.0.1/' })).rejects.toMatchObject({ code: 'invalid_value' });
    });

    it('stop with their client', async () => {
      const { id: clientId, caller } = await newClient();
      const { id } = (await make(caller)).body;
      await runAsCaller(operator, () => clients.revoke({ id: clientId }));
      expect(await runAsCaller(operator, () => endpoints.read({ id }))).toMatchObject({
        status: 'disabled',
        disabledReason: 'client_revoked',
      });
      await expect(make(caller)).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    it('are limited a client, also when they are made at once', async () => {
      const { caller } = await newClient();
      const made = await Promise.allSettled(Array.from({ length: endpointsPerClientMax + 3 }, () => make(caller)));
      const refused = made.filter((result) => result.status === 'rejected');
      expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(3).fill('limit_reached'));
    });
  });
});
