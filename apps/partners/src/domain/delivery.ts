import { nextAttemptAt } from './retry-schedule.js';
import type { EndpointRef } from './webhook-endpoint.js';

export type DeliveryStatus = 'pending' | 'delivered' | 'failed';
/** A `test` is tried once, never counts for or against its endpoint and is no part of what can be pulled. */
export type DeliveryKind = 'event' | 'test';

/** One event on its way to one endpoint. */
export interface Delivery extends EndpointRef {
  readonly deliveryId: string;
  readonly eventId: string;
  /** Counts per endpoint in the order in which deliveries were committed; holes are possible. */
  readonly position: number;
  readonly type: string;
  readonly kind: DeliveryKind;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly lastStatusCode: number | null;
  readonly lastErrorCode: string | null;
  readonly lastDurationMs: number | null;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
}

/** A delivery that this process may attempt until its lease ends; then it is due again, for anyone. */
export interface ClaimedDelivery extends EndpointRef {
  readonly eventId: string;
  readonly kind: DeliveryKind;
  readonly attempts: number;
  readonly leasedUntil: Date;
  readonly body: string;
}

/** Why nothing, or nothing good, came back. Public in the delivery log. */
export type AttemptErrorCode =
  | 'address_refused'
  | 'host_not_found'
  | 'connection_failed'
  | 'tls_failed'
  | 'timeout'
  | 'redirect_refused'
  | 'http_status'
  | 'endpoint_disabled';

export interface AttemptResult {
  readonly statusCode: number | null;
  /** Null when it was delivered. */
  readonly errorCode: AttemptErrorCode | null;
  readonly durationMs: number;
}

/** What an attempt made of its delivery. */
export interface DeliveryOutcome extends AttemptResult {
  readonly delivery: ClaimedDelivery;
  readonly status: DeliveryStatus;
  readonly nextAttemptAt: Date | null;
  readonly at: Date;
}

const goneStatus = 410;

export function errorCodeOf(statusCode: number): AttemptErrorCode | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  return statusCode >= 300 && statusCode < 400 ? 'redirect_refused' : 'http_status';
}

export function outcomeOf(delivery: ClaimedDelivery, result: AttemptResult, at: Date): DeliveryOutcome {
  if (result.errorCode === null) return { ...result, delivery, at, status: 'delivered', nextAttemptAt: null };
  const mayRetry = delivery.kind === 'event' && result.statusCode !== goneStatus;
  const seed = `${delivery.endpointId}:${delivery.eventId}`;
  const next = mayRetry ? nextAttemptAt(delivery.attempts + 1, at, seed) : undefined;
  return { ...result, delivery, at, status: next ? 'pending' : 'failed', nextAttemptAt: next ?? null };
}

export function isGone({ statusCode }: AttemptResult): boolean {
  return statusCode === goneStatus;
}
