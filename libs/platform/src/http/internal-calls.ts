import { Pool } from 'undici';
import { DomainError, type FieldError } from '#kernel/errors';
import type { Problem } from '#contracts/errors/codes';
import { Refusal } from '#contracts/errors/refusals';
import type { Caller, InternalCallDefinition, ServiceName } from '#contracts/internal/call';
import { identityHeader, signIdentity } from './identity.js';

export const defaultDeadlineMs = 3_000;
const connectionsPerServiceMax = 64;
const keepAliveMs = 30_000;
const unavailableRetrySeconds = 1;

/** A refusal that another service answered, passed on as it is. */
export class RemoteRefusal extends DomainError {
  readonly code: string;
  override readonly errors?: readonly FieldError[];
  override readonly data?: Readonly<Record<string, unknown>>;
  override readonly retryAfterSeconds?: number;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail);
    const { type: _type, title: _title, status: _status, code, detail: _detail, errors, ...data } = problem;
    this.code = code;
    this.errors = errors;
    this.data = data;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface SendOptions {
  readonly deadlineMs?: number;
}

/** Calls between gateway and services over kept-alive connections, signed, each with a deadline. */
export class InternalCalls {
  private readonly pools = new Map<ServiceName, Pool>();

  constructor(
    urls: Readonly<Partial<Record<ServiceName, string>>>,
    private readonly key: string,
  ) {
    for (const [service, url] of Object.entries(urls)) {
      this.pools.set(
        service as ServiceName,
        new Pool(url, { connections: connectionsPerServiceMax, keepAliveTimeout: keepAliveMs }),
      );
    }
  }

  /**
   * @throws RemoteRefusal the service's own refusal · Refusal unavailable when it cannot be reached, is too slow or failed.
   *         After `unavailable` a write may have happened: it is repeated under the same ids.
   */
  async send<Request, Response>(
    call: InternalCallDefinition<Request, Response>,
    caller: Caller,
    body: Request,
    options: SendOptions = {},
  ): Promise<Response> {
    const pool = this.pools.get(call.service);
    if (!pool) throw new Error(`No address is configured for ${call.service}.`);
    // Over everything: undici's own timeouts begin only when a connection is free, and a dead service makes callers queue for one.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), options.deadlineMs ?? defaultDeadlineMs);
    let status: number;
    let text: string;
    let retryAfter: string | undefined;
    try {
      const response = await pool.request({
        method: 'POST',
        path: `/internal/${call.path}`,
        headers: { 'content-type': 'application/json', [identityHeader]: signIdentity(caller, this.key, Date.now()) },
        body: JSON.stringify(body),
        signal: deadline.signal,
      });
      status = response.statusCode;
      retryAfter = response.headers['retry-after'] as string | undefined;
      text = await response.body.text();
    } catch (error) {
      throw unavailable(call.service, error);
    } finally {
      clearTimeout(timer);
    }
    if (status < 300) return (text === '' ? undefined : JSON.parse(text)) as Response;
    const problem = parseProblem(text);
    if (!problem || problem.status >= 500) throw unavailable(call.service, problem);
    throw new RemoteRefusal(problem, retryAfter === undefined ? undefined : Number(retryAfter));
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }
}

function unavailable(service: ServiceName, cause: unknown): Refusal {
  const refusal = new Refusal('unavailable', `${service} cannot answer right now.`, {
    retryAfterSeconds: unavailableRetrySeconds,
  });
  refusal.cause = cause;
  return refusal;
}

function parseProblem(text: string): Problem | undefined {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}
