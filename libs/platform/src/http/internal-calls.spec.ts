import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Caller, defineCall } from '#contracts/internal/call';
import { identityHeader, verifyIdentity } from './identity.js';
import { InternalCalls } from './internal-calls.js';

const key = 'k'.repeat(32);
const call = defineCall<{ ask: string }, { told: string }>('churn', 'ask');
const caller: Caller = {
  programId: 'p',
  actor: { type: 'system', id: 'test', scope: 'system' },
  correlationId: 'c',
  locale: 'en',
};

describe('InternalCalls', () => {
  let server: Server;
  let calls: InternalCalls;

  async function serve(answer: RequestListener): Promise<void> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    calls = new InternalCalls({ churn: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, key);
  }

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await calls.close();
  });

  it('carries a signed identity and brings the answer back', async () => {
    await serve((request, response) => {
      const identity = verifyIdentity(request.headers[identityHeader], key, Date.now());
      response.end(JSON.stringify({ told: identity?.programId }));
    });
    expect(await calls.send(call, caller, { ask: 'x' })).toEqual({ told: 'p' });
  });

  it('passes a refusal on with its code and facts', async () => {
    await serve((_request, response) => {
      response.statusCode = 409;
      response.end(JSON.stringify({ status: 409, code: 'identifier_in_use', detail: 'In use.', memberId: 'm' }));
    });
    await expect(calls.send(call, caller, { ask: 'x' })).rejects.toMatchObject({
      code: 'identifier_in_use',
      data: { memberId: 'm' },
    });
  });

  it.each([
    ['a failure', 500, '{"status":500,"code":"internal","detail":"x"}'],
    ['no problem document', 400, '<html>'],
  ])('says unavailable after %s', async (_case, status, body) => {
    await serve((_request, response) => {
      response.statusCode = status;
      response.end(body);
    });
    await expect(calls.send(call, caller, { ask: 'x' })).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 1,
    });
  });

  it('keeps the deadline also of those that wait for a connection', async () => {
    await serve(() => undefined);
    const startedAtMs = performance.now();
    const more = 100;
    const asked = Array.from({ length: more }, () => calls.send(call, caller, { ask: 'x' }, { deadlineMs: 200 }));
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});
