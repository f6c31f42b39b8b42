import type {
  ClaimedDelivery,
  Delivery,
  DeliveryKind,
  DeliveryOutcome,
  DeliveryStatus,
} from '../../domain/delivery.js';
import type { EndpointRef } from '../../domain/webhook-endpoint.js';

/** What is sent, byte for byte the same at every attempt; kept once, however many endpoints hear it. */
export interface WebhookMessage {
  readonly programId: string;
  readonly eventId: string;
  readonly body: string;
}

export interface NewDelivery extends EndpointRef {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly type: string;
  readonly kind: DeliveryKind;
  /** A disabled endpoint's is recorded as failed, so that it can be pulled or replayed later. */
  readonly isDue: boolean;
}

export interface ReplayWindow extends EndpointRef {
  readonly since: Date;
  readonly until: Date;
  readonly types: readonly string[];
  readonly statuses: readonly DeliveryStatus[];
}

/** Messages and their deliveries. */
export abstract class Deliveries {
  /** Records each (endpoint, event) once, and announces those that are due after the commit. */
  abstract add(messages: readonly WebhookMessage[], deliveries: readonly NewDelivery[], at: Date): Promise<void>;
  /** Endpoints with something due at this instant. */
  abstract due(at: Date): Promise<EndpointRef[]>;
  /** Takes what is due, oldest first, so that nobody else attempts it before the lease ends. */
  abstract claim(
    ref: EndpointRef,
    claim: { readonly at: Date; readonly leasedUntil: Date; readonly limit: number },
  ): Promise<ClaimedDelivery[]>;
  /** Ignores outcomes of deliveries whose lease somebody else holds by now, except a success. */
  abstract record(outcomes: readonly DeliveryOutcome[]): Promise<void>;
  /** Nothing more is sent of what waits; tests excepted. */
  abstract abandon(ref: EndpointRef): Promise<void>;
  /** Newest first, before the given position. */
  abstract list(
    ref: EndpointRef,
    page: { readonly status?: DeliveryStatus; readonly limit: number; readonly beforePosition?: number },
  ): Promise<Delivery[]>;
  /** Oldest first, after the given position; events only. */
  abstract pull(
    ref: EndpointRef,
    page: { readonly limit: number; readonly afterPosition?: number },
  ): Promise<{ position: number; body: string }[]>;
  /** @returns how many there are, counted no further than `countMax` */
  abstract countReplayable(window: ReplayWindow, countMax: number): Promise<number>;
  /** Makes them due at once, with all attempts before them. */
  abstract reschedule(window: ReplayWindow, at: Date): Promise<number>;
  /** @returns how many rows went; call again until none */
  abstract purge(createdBefore: Date): Promise<number>;
}
