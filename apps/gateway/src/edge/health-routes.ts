import type { FastifyInstance } from 'fastify';
import { request } from 'undici';
import { Refusal } from '#contracts/errors/refusals';
import { metrics } from '#platform/telemetry/metrics';
import type { GatewayEnv } from '../gateway.env.js';

const askMsMax = 1_000;

/**
 * For orchestrators. Ready is when members and points answer: what a till needs. Without the other services it still serves, without
 * partners for as long as it knows its keys, so it stays in.
 */
export function registerHealth(fastify: FastifyInstance, env: GatewayEnv): void {
  let stopping = false;
  fastify.addHook('preClose', async () => {
    stopping = true;
  });
  fastify.get('/health/live', async () => ({ status: 'ok' }));
  fastify.get('/health/ready', async () => {
    if (stopping) throw new Refusal('unavailable', 'The gateway is stopping.');
    const needed = { members: env.MEMBERS_URL, points: env.POINTS_URL };
    const states = await Promise.all(
      Object.entries(needed).map(async ([name, url]) => [name, await isReady(url)] as const),
    );
    const missing = states.filter(([, ready]) => !ready).map(([name]) => name);
    if (missing.length > 0)
      throw new Refusal('unavailable', `Not ready: ${missing.join(', ')}.`, { retryAfterSeconds: 1 });
    return { status: 'ok' };
  });
  fastify.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(new URL('/health/ready', url), {
      signal: AbortSignal.timeout(askMsMax),
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
