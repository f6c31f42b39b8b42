import { setTimeout as pauseFor } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/** The till contract: give up at 5 s and repeat the same body. A batch of 500 is an upload, not a till, and gets longer. */
const TILL_TIMEOUT_MS = 5_000;
const UPLOAD_TIMEOUT_MS = 30_000;
const ATTEMPTS_MAX = 8;
const WAIT_FIRST_MS = 200;
const WAIT_MS_MAX = 5_000;
const RETRY_AFTER_SECONDS_MAX = 60;

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Problem details (RFC 9457) as the API answers refusals. */
export interface Problem {
  readonly code: string;
  readonly detail: string;
}

export interface PublicApiOptions {
  readonly baseUrl: string;
  readonly key: string;
  /** Connections kept open, and so the most requests in flight. */
  readonly connections: number;
  /** Waits between attempts; tests pass one that does not wait. */
  readonly pause?: (waitMs: number) => Promise<unknown>;
  /** Ends requests and waits at once, with an AbortError. */
  readonly signal?: AbortSignal;
}

/** The platform did not answer, or answered only "later", until the last attempt. */
export class ApiUnavailableError extends Error {}

/** The API refused a request that this program cannot go on without. */
export class ApiRefusedError extends Error {
  constructor(
    what: string,
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${what}: ${status} ${problem.code}. ${problem.detail}`);
  }
}

/**
 * The public REST API as a caller with an API key sees it. Repeats a request only as the till contract says: network errors,
 * 408, 429, 5xx, and 409 with Retry-After. That is safe here, because every write carries a natural id.
 */
export class PublicApi {
  private readonly pool: Pool;
  private readonly basePath: string;

  constructor(private readonly options: PublicApiOptions) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections: options.connections });
  }

  get(path: string): Promise<ApiAnswer> {
    return this.send({ method: 'GET', path, timeoutMs: TILL_TIMEOUT_MS });
  }

  put(path: string, body: unknown): Promise<ApiAnswer> {
    return this.send({ method: 'PUT', path, json: JSON.stringify(body), timeoutMs: TILL_TIMEOUT_MS });
  }

  post(path: string, body: unknown): Promise<ApiAnswer> {
    return this.send({ method: 'POST', path, json: JSON.stringify(body), timeoutMs: TILL_TIMEOUT_MS });
  }

  /** Posts a body that is JSON text already: a batch is put together from receipts that were each made text once. */
  upload(path: string, json: string): Promise<ApiAnswer> {
    return this.send({ method: 'POST', path, json, timeoutMs: UPLOAD_TIMEOUT_MS });
  }

  /** Waits before attempt `attempt + 1`, longer each time, with jitter, so that many callers do not come back together. */
  async waitBeforeNext(attempt: number, retryAfterSeconds?: number): Promise<void> {
    const { pause = (waitMs: number) => pauseFor(waitMs, undefined, { signal: this.options.signal }) } = this.options;
    const backoffMs = Math.min(WAIT_FIRST_MS * 2 ** (attempt - 1), WAIT_MS_MAX) * (0.5 + Math.random() / 2);
    await pause(retryAfterSeconds === undefined ? backoffMs : retryAfterSeconds * 1_000);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async send(request: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt++) {
      const { answer, again, failure } = await this.attempt(request);
      if (answer && !again) return answer;
      if (attempt === ATTEMPTS_MAX) {
        const last = answer ? `last answer ${answer.status} ${problemOf(answer).code}` : `no answer (${failure})`;
        throw new ApiUnavailableError(
          `${request.method} ${this.options.baseUrl}${request.path}: ${last} after ${ATTEMPTS_MAX} attempts`,
        );
      }
      await this.waitBeforeNext(attempt, again?.retryAfterSeconds);
    }
  }

  private async attempt({ method, path, json, timeoutMs }: ApiRequest): Promise<Attempt> {
    try {
      const { statusCode, headers, body } = await this.pool.request({
        method,
        path: this.basePath + path,
        headers: {
          authorization: `Bearer ${this.options.key}`,
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        body: json,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: this.options.signal,
      });
      const answer = { status: statusCode, body: parseBody(await body.text()) };
      const retryAfterSeconds = readRetryAfter(headers['retry-after']);
      const isRetryable =
        [408, 429].includes(statusCode) || statusCode >= 500 || (statusCode === 409 && retryAfterSeconds !== undefined);
      return { answer, again: isRetryable ? { retryAfterSeconds } : undefined };
    } catch (error) {
      if (this.options.signal?.aborted) throw error;
      return { again: {}, failure: nameOf(error) };
    }
  }
}

interface ApiRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly json?: string;
  readonly timeoutMs: number;
}

interface Attempt {
  readonly answer?: ApiAnswer;
  readonly again?: { readonly retryAfterSeconds?: number };
  /** Why there is no answer. */
  readonly failure?: string;
}

/** What a refusal says; an answer that is not problem details (a proxy's page) is named by its status alone. */
export function problemOf({ status, body }: ApiAnswer): Problem {
  const { code, detail } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return { code: code ?? `http_${status}`, detail: detail ?? 'The answer carries no problem details.' };
}

function nameOf(error: unknown): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return code ?? message ?? String(error);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readRetryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = Number(typeof header === 'string' ? header : Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, RETRY_AFTER_SECONDS_MAX) : undefined;
}
