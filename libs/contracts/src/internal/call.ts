/** The services that answer internal calls; each also names its database schema and its event source. */
export const serviceNames = ['members', 'points', 'benefits', 'churn', 'partners'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** One internal call: POST /internal/<path> at a service. The types travel with it so that both ends agree. */
export interface InternalCallDefinition<Request, Response> {
  readonly service: ServiceName;
  readonly path: string;
  readonly types?: { readonly request: Request; readonly response: Response };
}

export type RequestOf<Call> = Call extends InternalCallDefinition<infer Request, unknown> ? Request : never;
export type ResponseOf<Call> = Call extends InternalCallDefinition<unknown, infer Response> ? Response : never;

export function defineCall<Request, Response>(
  service: ServiceName,
  path: string,
): InternalCallDefinition<Request, Response> {
  return { service, path };
}

/** Who asks: from the credential, signed by the gateway; never from a body. */
export interface Actor {
  readonly type: 'client' | 'member' | 'system';
  /** Key id, member id, or the name of a part of the platform. */
  readonly id: string;
  readonly scope: 'pos' | 'app' | 'partner' | 'admin' | 'member' | 'system';
  /** A till key may be bound to one store. */
  readonly storeId?: string;
}

/** A caller's signed identity as a service sees it. */
export interface Caller {
  readonly programId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly locale: 'en' | 'zh';
}

/** What an item of a batched call became: a value or a refusal that stands for this item alone. */
export type ItemResult<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: ItemRefusal };

export interface ItemRefusal {
  readonly code: string;
  readonly detail: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly retryAfterSeconds?: number;
}

/** How a write is made safe to repeat: the client's Idempotency-Key and what it was sent with. */
export interface IdempotencyRequest {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the canonical body, hexadecimal. */
  readonly requestHash: string;
  /** On routes where the key is required the service's own 409 and 422 are stored too. */
  readonly required: boolean;
}

/** The answer of a call that may be a stored one. */
export interface Replayable<Value> {
  readonly replayed: boolean;
  readonly status: number;
  readonly body: Value;
}
