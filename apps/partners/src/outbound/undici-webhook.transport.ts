import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { errors } from 'undici';
import { metrics } from '#platform/telemetry/metrics';
import { type WebhookRequest, WebhookTransport } from '../application/ports/outside-world.js';
import { type AttemptErrorCode, type AttemptResult, errorCodeOf } from '../domain/delivery.js';
import { PinnedPools } from './pinned-pools.js';

const attemptMsMax = 15_000;
/** Read so that the connection can be used again; a receiver that says more loses it. */
const answerBytesMax = 64 * 1024;

const attempts = new Counter({
  name: 'keepsake_webhook_attempts_total',
  help: 'Attempts to deliver webhooks, by outcome: delivered or why not.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});
const duration = new Histogram({
  name: 'keepsake_webhook_attempt_duration_seconds',
  help: 'Time from sending a webhook to the status of its answer.',
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  registers: [metrics],
});

/** HTTP/1.1 over connections to checked addresses; undici follows no redirect unless told to. */
@Injectable()
export class UndiciWebhookTransport extends WebhookTransport implements OnApplicationShutdown {
  private readonly pools = new PinnedPools();

  constructor(private readonly timeoutMs = attemptMsMax) {
    super();
  }

  override async post(request: WebhookRequest): Promise<AttemptResult> {
    const startedMs = performance.now();
    const answer = await this.request(request);
    const durationMs = Math.round(performance.now() - startedMs);
    attempts.inc({ outcome: answer.errorCode ?? 'delivered' });
    duration.observe(durationMs / 1000);
    return { ...answer, durationMs };
  }

  onApplicationShutdown(): Promise<void> {
    return this.pools.close();
  }

  private async request(request: WebhookRequest): Promise<Omit<AttemptResult, 'durationMs'>> {
    const url = new URL(request.url);
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      const { statusCode, body } = await this.pools.to(url.origin, request.address).request({
        method: 'POST',
        path: url.pathname + url.search,
        headers: request.headers,
        body: request.body,
        signal,
      });
      // The status decides; what the body says or how it ends does not.
      await body.dump({ limit: answerBytesMax, signal }).catch(() => undefined);
      return { statusCode, errorCode: errorCodeOf(statusCode) };
    } catch (error) {
      return { statusCode: null, errorCode: failureCodeOf(error, signal) };
    }
  }
}

function failureCodeOf(error: unknown, signal: AbortSignal): AttemptErrorCode {
  if (signal.aborted || error instanceof errors.ConnectTimeoutError) return 'timeout';
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^ERR_(TLS|SSL)|CERT|^UNABLE_TO_|SELF_SIGNED/.test(code)
    ? 'tls_failed'
    : 'connection_failed';
}
