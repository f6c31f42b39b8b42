import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Test, type TestingModule } from '@nestjs/testing';
import { Webhook } from 'standardwebhooks';
import { Clock } from '#kernel/clock';
import type { EventEnvelope } from '#contracts/events/catalogue';
import type { Caller } from '#contracts/internal/call';
import { loadEnv } from '#platform/config/load-env';
import { Database } from '#platform/database/database';
import { runAsCaller } from '#platform/http/identity';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { ApiClientsController } from './api/api-clients.controller.js';
import { DeliveriesController } from './api/deliveries.controller.js';
import { WebhookEndpointsController } from './api/webhook-endpoints.controller.js';
import { AttemptDeliveries } from './application/attempt-deliveries.js';
import { ClaimDeliveries } from './application/claim-deliveries.js';
import { FindDueEndpoints } from './application/find-due-endpoints.js';
import { leaseMs } from './application/limits.js';
import { AddressResolver, WebhookTransport } from './application/ports/outside-world.js';
import { PurgeWebhooks } from './application/purge-webhooks.js';
import { partnersDatabase } from './database/partners.database.js';
import { WebhookDeliveriesJob } from './messaging/webhook-deliveries.job.js';
import { WebhookFanOutConsumer } from './messaging/webhook-fan-out.consumer.js';
import { UndiciWebhookTransport } from './outbound/undici-webhook.transport.js';
import { PartnersEnv } from './partners.env.js';
import { PartnersModule } from './partners.module.js';

const dayMs = 24 * 60 * 60 * 1000;
const timeoutMs = 300;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('webhook deliveries', () => {
  // Now, because the receiver's library compares the signed time with its own machine.
  const clock = new FixedClock(new Date());
  let test: TestDatabase;
  let app: TestingModule;
  let receiver: Server;
  let answer: (request: Received, response: ServerResponse) => void;
  let received: Received[];
  let resolved: Record<string, string[]>;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const one = { path: request.url ?? '', headers: request.headers, body };
        received.push(one);
        answer(one, response);
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    test = await createTestDatabase(partnersDatabase);
    const env = loadEnv(PartnersEnv, {
      DATABASE_URL: test.url,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEEPSAKE_INTERNAL_KEY: randomBytes(32).toString('base64'),
      KEEPSAKE_CREDENTIALS_KEY: randomBytes(32).toString('base64'),
    });
    // Compiled and not started: the jobs are driven by hand.
    app = await Test.createTestingModule({ imports: [PartnersModule.forRoot(env)] })
      .overrideProvider(Clock)
      .useValue(clock)
      .overrideProvider(AddressResolver)
      .useValue({ resolve: (host: string) => Promise.resolve(resolved[host] ?? []) })
      .overrideProvider(WebhookTransport)
      .useValue(new UndiciWebhookTransport(timeoutMs))
      .compile();
  });
  afterAll(async () => {
    await app.close();
    await test.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  beforeEach(async () => {
    await app.get(Database).query('DELETE FROM webhook_deliveries');
    await app.get(Database).query('DELETE FROM webhook_messages');
    received = [];
    resolved = {};
    answer = (_request, response) => response.end('ok');
  });

  const base = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const status =
    (code: number, headers = {}): typeof answer =>
    (_request, response) =>
      response.writeHead(code, headers).end();

  /** A programme of its own for each test, with one client that hears it all. */
  const raise = async () => {
    const programId = randomUUID();
    const caller: Caller = {
      programId,
      actor: { type: 'system', id: 'test', scope: 'system' },
      correlationId: 'c',
      locale: 'en',
    };
    const as = <T>(work: () => Promise<T>): Promise<T> => runAsCaller(caller, work);
    const endpoints = app.get(WebhookEndpointsController);
    const log = app.get(DeliveriesController);
    return {
      programId,
      endpoint: async (path: string, request: { events?: string[]; url?: string } = {}) => {
        const made = { endpointId: randomUUID(), url: `${base()}${path}`, events: ['*'], ...request };
        return (await as(() => endpoints.create(made))).body;
      },
      read: (id: string) => as(() => endpoints.read({ id })),
      update: (request: Parameters<typeof endpoints.update>[0]) => as(() => endpoints.update(request)),
      rotate: (id: string) => as(() => endpoints.rotate({ id })),
      tryOut: (id: string) => as(() => endpoints.test({ id })),
      log: async (id: string) => (await as(() => log.list({ id, first: 200 }))).items.map(({ node }) => node),
      pull: (id: string, first: number, after?: string) => as(() => log.pull({ id, first, after })),
      replay: async (request: Parameters<typeof log.replay>[0]) => (await as(() => log.replay(request))).scheduled,
    };
  };
  const eventOf = (programId: string): EventEnvelope<'points.points-activated.v1'> => ({
    id: randomUUID(),
    type: 'points.points-activated.v1',
    timestamp: clock.now().toISOString(),
    recordedAt: clock.now().toISOString(),
    source: 'points',
    programId,
    memberId: randomUUID(),
    memberSeq: 1,
    data: {
      wallet: 'points',
      postingId: 'p',
      balance: { available: 1, pending: 0, held: 0, debt: 0 },
      lotId: 'l',
      points: 1,
    },
  });
  const hear = (...events: EventEnvelope[]): Promise<void> =>
    app.get(Database).run(() => app.get(WebhookFanOutConsumer).anything(events));
  /** Everything that is due now, one endpoint after the other. */
  const sendDue = async (): Promise<void> => {
    for (const ref of await app.get(FindDueEndpoints).execute()) {
      for (let claim; (claim = await app.get(ClaimDeliveries).execute(ref, 16));)
        await app.get(AttemptDeliveries).execute(claim);
    }
  };
  const disabledEvents = (programId: string) =>
    app
      .get(Database)
      .query<{ data: object }>(
        `SELECT data::jsonb AS data FROM outbox WHERE program_id = $1 AND type = 'partners.endpoint-disabled.v1'`,
        [programId],
      );

  it('brings the envelope of the catalogue, signed so that the receiver can verify it', async () => {
    const { programId, endpoint, log } = await raise();
    const { id, secret } = await endpoint('/hook?x=1');
    const event = eventOf(programId);
    await hear({ ...event, correlationId: 'inner' } as EventEnvelope);
    await sendDue();
    const [request] = received;
    expect(request).toMatchObject({
      path: '/hook?x=1',
      headers: { 'webhook-id': event.id, 'content-type': 'application/json' },
    });
    expect(new Webhook(secret).verify(request!.body, request!.headers as Record<string, string>)).toEqual(event);
    expect(await log(id)).toMatchObject([{ eventId: event.id, status: 'delivered', attempts: 1, lastStatusCode: 200 }]);
  });

  it('is sent to those who asked for the type and may hear it, and to nobody twice', async () => {
    const { programId, endpoint } = await raise();
    await endpoint('/points', { events: ['points.*'] });
    await endpoint('/members', { events: ['members.*'] });
    const other = await raise();
    await other.endpoint('/other-programme');
    const operator: Caller = {
      programId,
      actor: { type: 'system', id: 't', scope: 'system' },
      correlationId: 'c',
      locale: 'en',
    };
    const client = await runAsCaller(operator, () =>
      app.get(ApiClientsController).create({ name: 'x', scope: 'partner' }),
    );
    const linked: Caller = { ...operator, actor: { type: 'client', id: client.body.keyId, scope: 'partner' } };
    await runAsCaller(linked, () =>
      app.get(WebhookEndpointsController).create({ endpointId: randomUUID(), url: `${base()}/linked`, events: ['*'] }),
    );
    const event = eventOf(programId);
    await hear(event);
    await sendDue();
    await hear(event);
    await sendDue();
    expect(received.map(({ path }) => path)).toEqual(['/points']);
  });

  it('tries again by the schedule after a failure, and not before', async () => {
    const { programId, endpoint, log } = await raise();
    const { id } = await endpoint('/flaky');
    await hear(eventOf(programId));
    answer = status(500);
    await sendDue();
    const [failed] = await log(id);
    expect(failed).toMatchObject({ status: 'pending', attempts: 1, lastStatusCode: 500, lastErrorCode: 'http_status' });
    expect(Date.parse(failed!.nextAttemptAt!) - clock.now().getTime()).toBeGreaterThanOrEqual(5_000);
    clock.advance(4_999);
    await sendDue();
    expect(received).toHaveLength(1);
    clock.advance(502);
    answer = status(204);
    await sendDue();
    expect(received).toHaveLength(2);
    expect(received[1]!.body).toBe(received[0]!.body);
    expect(await log(id)).toMatchObject([
      { status: 'delivered', attempts: 2, lastErrorCode: null, nextAttemptAt: null },
    ]);
  });

  it('gives up after ten attempts', async () => {
    const { programId, endpoint, log } = await raise();
    const { id } = await endpoint('/down');
    answer = status(503);
    await hear(eventOf(programId));
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await sendDue();
      clock.advance(1.1 * dayMs);
      // A success in between: what is looked at is the delivery, not its endpoint.
      await app.get(Database).query('UPDATE webhook_endpoints SET failing_since = NULL WHERE endpoint_id = $1', [id]);
    }
    expect(received).toHaveLength(10);
    expect(await log(id)).toMatchObject([{ status: 'failed', attempts: 10, lastStatusCode: 503 }]);
  });

  it.each([
    ['redirect_refused', status(302, { location: 'http://127.0.0.1/' })],
    ['timeout', () => undefined],
    ['connection_failed', (_request: Received, response: ServerResponse) => response.socket?.destroy()],
  ])('does not take %s for an answer', async (code, badAnswer) => {
    const { programId, endpoint, log } = await raise();
    const { id } = await endpoint('/bad');
    answer = badAnswer;
    await hear(eventOf(programId));
    await sendDue();
    expect(received).toHaveLength(1);
    expect(await log(id)).toMatchObject([{ status: 'pending', attempts: 1, lastErrorCode: code }]);
  });

  it('reads no more of an answer than it needs', async () => {
    const { programId, endpoint, log } = await raise();
    const { id } = await endpoint('/endless');
    answer = (_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.writeHead(200).on('drain', write);
      write();
    };
    await hear(eventOf(programId));
    await sendDue();
    expect(await log(id)).toMatchObject([{ status: 'delivered' }]);
  });

  it('is disabled at once by 410, says so, and can be brought back with what it missed', async () => {
    const { programId, endpoint, read, log, update, replay, pull } = await raise();
    const { id } = await endpoint('/gone');
    const since = clock.now().toISOString();
    answer = status(410);
    await hear(eventOf(programId));
    await sendDue();
    expect(await read(id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(await disabledEvents(programId)).toMatchObject([{ data: { endpointId: id, reasonCode: 'gone' } }]);
    await hear(eventOf(programId));
    await sendDue();
    expect(received).toHaveLength(1);
    expect((await log(id)).map(({ lastErrorCode }) => lastErrorCode)).toEqual(['endpoint_disabled', 'http_status']);
    expect((await pull(id, 10)).items).toHaveLength(2);
    await expect(replay({ id, since, only: 'failed' })).rejects.toMatchObject({ code: 'not_enabled' });
    await update({ id, status: 'enabled' });
    expect(await replay({ id, since, only: 'failed' })).toBe(2);
    answer = status(200);
    await sendDue();
    expect((await log(id)).map((delivery) => delivery.status)).toEqual(['delivered', 'delivered']);
    expect(await replay({ id, since, only: 'failed' })).toBe(0);
    expect(await replay({ id, since, only: 'all', types: ['points.*'] })).toBe(2);
    expect(await replay({ id, since, only: 'all', types: ['members.*'] })).toBe(0);
  });

  it('is disabled after five days without one success', async () => {
    const { programId, endpoint, read, update } = await raise();
    const { id } = await endpoint('/dead');
    answer = status(500);
    const startedAt = clock.now();
    for (let day = 0; day < 5; day += 1) {
      await hear(eventOf(programId));
      await sendDue();
      clock.set(new Date(startedAt.getTime() + (day + 1) * dayMs - 1));
    }
    await sendDue();
    expect(await read(id)).toMatchObject({ status: 'enabled' });
    clock.advance(1);
    await hear(eventOf(programId));
    await sendDue();
    expect(await read(id)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    expect(await disabledEvents(programId)).toEqual([
      { data: { endpointId: id, reasonCode: 'failing', failingSince: startedAt.toISOString() } },
    ]);
    await update({ id, status: 'enabled' });
    await hear(eventOf(programId));
    await sendDue();
    expect(await read(id)).toMatchObject({ status: 'enabled' });
  });

  it('starts the five days anew after a success', async () => {
    const { programId, endpoint, read } = await raise();
    const { id } = await endpoint('/sometimes');
    for (const code of [500, 200, 500]) {
      answer = status(code);
      await hear(eventOf(programId));
      await sendDue();
      clock.advance(4 * dayMs);
    }
    answer = status(500);
    await sendDue();
    expect(await read(id)).toMatchObject({ status: 'enabled' });
  });

  it('is signed by both secrets for 24 hours after a rotation', async () => {
    const { programId, endpoint, rotate } = await raise();
    const { id, secret: old } = await endpoint('/rotated');
    clock.set(new Date());
    const { secret: next } = await rotate(id);
    await hear(eventOf(programId));
    await sendDue();
    const { body, headers } = received[0]!;
    for (const secret of [old, next]) {
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    }
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    clock.advance(dayMs);
    await hear(eventOf(programId));
    await sendDue();
    expect(received[1]!.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });

  it('goes nowhere when its name leads to a private address by the time of sending', async () => {
    const { programId, endpoint, log } = await raise();
    resolved['hooks.example.com'] = ['1.1.1.1'];
    const { id } = await endpoint('', { url: 'https://hooks.example.com/' });
    await hear(eventOf(programId));
    resolved['hooks.example.com'] = ['1.1.1.1', '127.0.0.1'];
    await sendDue();
    expect(await log(id)).toMatchObject([{ attempts: 1, lastErrorCode: 'address_refused', lastStatusCode: null }]);
    resolved = {};
    clock.advance(6_000);
    await sendDue();
    expect(await log(id)).toMatchObject([{ attempts: 2, lastErrorCode: 'host_not_found' }]);
  });

  it('connects to the address that was checked, under the name that was given', async () => {
    const { programId, endpoint } = await raise();
    resolved['receiver.example.com'] = ['127.0.0.1'];
    const { port } = new URL(base());
    await endpoint('', { url: `http://receiver.example.com:${port}/named` });
    await hear(eventOf(programId));
    await sendDue();
    expect(received).toMatchObject([{ path: '/named', headers: { host: `receiver.example.com:${port}` } }]);
  });

  it('is sent once when workers run at once, and again only when a lease has ended', async () => {
    const { programId, endpoint } = await raise();
    const { id: endpointId } = await endpoint('/shared');
    await hear(...Array.from({ length: 40 }, () => eventOf(programId)));
    const claim = (): ReturnType<ClaimDeliveries['execute']> =>
      app.get(ClaimDeliveries).execute({ programId, endpointId }, 16);
    const claims = await Promise.all([claim(), claim(), claim(), claim()]);
    const ids = claims.flatMap((each) => each?.deliveries.map(({ eventId }) => eventId) ?? []);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
    // These workers die here. Nobody sends what they hold until the lease has ended.
    await sendDue();
    expect(received).toHaveLength(0);
    clock.advance(leaseMs);
    await sendDue();
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(40);
    expect(received).toHaveLength(40);
  });

  it('can be pulled in order by a cursor that nobody else can use', async () => {
    const { programId, endpoint, pull, tryOut } = await raise();
    const { id } = await endpoint('/pulled');
    const { id: other } = await endpoint('/other');
    await tryOut(id);
    const events = [eventOf(programId), eventOf(programId), eventOf(programId)];
    for (const event of events) await hear(event);
    const one = await pull(id, 2);
    const cursor = one.items[1]?.cursor;
    const two = await pull(id, 2, cursor);
    expect([...one.items, ...two.items].map(({ node }) => node)).toEqual(events);
    expect([one.hasNextPage, two.hasNextPage]).toEqual([true, false]);
    await expect(pull(other, 2, cursor)).rejects.toMatchObject({ code: 'invalid_value' });
  });

  it('can be tried out once, also while disabled, without harm to the record', async () => {
    const { endpoint, tryOut, log, update, read } = await raise();
    const { id } = await endpoint('/trial');
    await update({ id, status: 'disabled' });
    answer = status(410);
    await tryOut(id);
    await sendDue();
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      type: 'partners.endpoint-test.v1',
      data: { endpointId: id },
    });
    expect(await log(id)).toMatchObject([{ status: 'failed', attempts: 1, lastStatusCode: 410 }]);
    expect(await read(id)).toMatchObject({ disabledReason: 'paused' });
  });

  it('is forgotten after 30 days', async () => {
    const { programId, endpoint, log, pull } = await raise();
    const { id } = await endpoint('/old');
    await hear(eventOf(programId));
    await sendDue();
    await app.get(PurgeWebhooks).execute(new Date(clock.now().getTime() + 30 * dayMs));
    expect(await log(id)).toHaveLength(1);
    await app.get(PurgeWebhooks).execute(new Date(clock.now().getTime() + 30 * dayMs + 1));
    expect(await log(id)).toHaveLength(0);
    expect((await pull(id, 1)).items).toHaveLength(0);
    const [left] = await app.get(Database).query<{ left: number }>('SELECT count(*) AS left FROM webhook_messages');
    expect(left?.left).toBe(0);
  });

  it('of a slow endpoint does not hold up the others', async () => {
    const { programId, endpoint } = await raise();
    await endpoint('/slow');
    await endpoint('/quick');
    const held = new Set<ServerResponse>();
    let heldMax = 0;
    const quick = new Promise<void>((resolve) => {
      let left = 40;
      answer = ({ path }, response) => {
        if (path === '/slow') {
          held.add(response);
          response.on('close', () => held.delete(response));
          heldMax = Math.max(heldMax, held.size);
        } else {
          response.end();
          left -= 1;
          if (left === 0) resolve();
        }
      };
    });
    const job = app.get(WebhookDeliveriesJob);
    job.onApplicationBootstrap();
    // Woken by the commit; the slow one fills its own 16 places and no more.
    await hear(...Array.from({ length: 40 }, () => eventOf(programId)));
    await quick;
    expect(heldMax).toBeGreaterThan(0);
    expect(heldMax).toBeLessThanOrEqual(16);
    for (const response of held) response.end();
    await job.beforeApplicationShutdown();
  });
});
