import type { DisabledReason, EndpointRef, EndpointStatus, WebhookEndpoint } from '../../domain/webhook-endpoint.js';

export interface EndpointChanges {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: EndpointStatus;
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  readonly failingSince: Date | null;
}

/** Webhook endpoints and the secrets that sign for them. A deleted endpoint is not found by anything here. */
export abstract class WebhookEndpoints {
  abstract countOf(programId: string, ownerId: string): Promise<number>;
  /** @returns whether it is new; an endpoint with this id stays as it is */
  abstract insert(endpoint: WebhookEndpoint, secret: string): Promise<boolean>;
  abstract find(ref: EndpointRef): Promise<WebhookEndpoint | undefined>;
  /** Holds the row until the commit. */
  abstract lock(ref: EndpointRef): Promise<WebhookEndpoint | undefined>;
  /** Oldest first, after the given endpoint; of one owner, or of all. */
  abstract list(
    programId: string,
    page: { readonly ownerId?: string; readonly limit: number; readonly afterId?: string },
  ): Promise<WebhookEndpoint[]>;
  /** Everything that events must be recorded for: enabled, or disabled after the given instant and not for good. */
  abstract listening(disabledAfter: Date): Promise<WebhookEndpoint[]>;
  abstract update(ref: EndpointRef, changes: EndpointChanges): Promise<void>;
  abstract remove(ref: EndpointRef, at: Date): Promise<void>;
  /** @returns how many were enabled */
  abstract disableAllOf(programId: string, ownerId: string, reason: DisabledReason, at: Date): Promise<number>;

  /** Those that sign at this instant, newest first. */
  abstract signingSecrets(ref: EndpointRef, at: Date): Promise<string[]>;
  /** The secret it was made with, whatever happened since: what a repeated creation answers. */
  abstract firstSecret(ref: EndpointRef): Promise<string | undefined>;
  /** The current secret retires at `retiresAt`; earlier ones keep their end. */
  abstract rotateSecret(ref: EndpointRef, next: { secret: string; at: Date; retiresAt: Date }): Promise<void>;

  /** @returns how many rows went: endpoints deleted before this instant, with their secrets */
  abstract purgeDeleted(before: Date): Promise<number>;
}
