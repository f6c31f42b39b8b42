import 'reflect-metadata';
import type { Caller, IdempotencyRequest, Replayable } from '#contracts/internal/call';
import type { ErrorCode } from '#contracts/errors/codes';
import type { DtoClass } from '#platform/validation/dto-schema';
import type { Principal, Scope } from './principal.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route, said once: it registers the handler, guards it, checks its input and stands in the OpenAPI document.
 */
export interface EndpointDefinition {
  readonly method: Method;
  /** With parameters in braces: /v1/members/{ref}. */
  readonly path: string;
  readonly summary: string;
  /** Who may call; 'anyone' needs no credential. */
  readonly scopes: readonly Scope[] | 'anyone';
  /** Partners with an operator's programme-wide grant may call, too. */
  readonly programWidePartners?: true;
  /** The feature, where the route is there but not offered yet. */
  readonly notEnabled?: string;
  readonly body?: DtoClass;
  /** No body stands for an empty object. */
  readonly optionalBody?: true;
  /** The body is a document whose meaning only a service knows: any JSON object. */
  readonly anyBody?: true;
  readonly query?: DtoClass;
  /** Statuses of success, each in words. Where there are several, the handler says which by an EdgeAnswer. */
  readonly answers: Readonly<Record<number, string>>;
  /** Refusals of this route beside those that every route has. */
  readonly refuses?: readonly ErrorCode[];
  /**
   * required, optional: kept and replayed by the service that owns the route · natural: repeating does no harm by itself, a key
   * changes nothing · none: refused, because a promise to replay could not be kept.
   */
  readonly idempotency?: 'required' | 'optional' | 'natural' | 'none';
}

/** A DTO as it is here: checked JSON that was never made an instance of its class. */
type Plain<Dto> = Dto extends object ? { readonly [Key in keyof Dto]: Dto[Key] } : Dto;

/** What a handler gets: everything is checked. */
export interface EdgeRequest<Body = unknown, Query = unknown> {
  readonly caller: Caller;
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Plain<Body>;
  readonly query: Plain<Query>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly idempotency: IdempotencyRequest | undefined;
  /** A body beyond 64 KiB: of its mistakes only the first is told. */
  readonly isLarge: boolean;
}

/** An answer whose status or headers differ from the route's first. */
export class EdgeAnswer {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** The answer of a keyed write, first or stored. */
export function replayable<Value>(
  answer: Replayable<Value>,
  toBody: (value: Value) => unknown = (value) => value,
): EdgeAnswer {
  // A stored refusal is a problem document already.
  const body = answer.status < 400 ? toBody(answer.body) : answer.body;
  return new EdgeAnswer(answer.status, body, answer.replayed ? { 'idempotency-replayed': 'true' } : {});
}

const endpointKey = Symbol('endpoint');

export interface EndpointMethod {
  readonly definition: EndpointDefinition;
  readonly methodName: string;
}

export function Endpoint(definition: EndpointDefinition): MethodDecorator {
  return (prototype, methodName) => {
    const own = (Reflect.getOwnMetadata(endpointKey, prototype) ?? []) as EndpointMethod[];
    Reflect.defineMetadata(endpointKey, [...own, { definition, methodName: String(methodName) }], prototype);
  };
}

/** The routes of a controller class, in the order in which they are written. */
export function endpointsOf(controller: abstract new (...args: never[]) => object): readonly EndpointMethod[] {
  return (Reflect.getOwnMetadata(endpointKey, controller.prototype as object) ?? []) as EndpointMethod[];
}
