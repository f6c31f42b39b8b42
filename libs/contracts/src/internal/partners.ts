import { type Actor, defineCall, type IdempotencyRequest, type Replayable } from './call.js';
import type { Page, PageRequest } from './paging.js';

export type ClientScope = 'pos' | 'app' | 'partner' | 'admin';

export interface ApiClientView {
  readonly id: string;
  readonly keyId: string;
  readonly name: string;
  readonly scope: ClientScope;
  readonly storeId: string | null;
  /** Webhook endpoints of this client may hear the whole programme. */
  readonly programWide: boolean;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export const createApiClient = defineCall<
  { name: string; scope: ClientScope; storeId?: string; programWide?: boolean; idempotency?: IdempotencyRequest },
  /** `key` is the whole credential, ks_<keyId>.<secret>; it is shown here only. */
  Replayable<ApiClientView & { readonly key: string }>
>('partners', 'api-clients/create');
export const listApiClients = defineCall<PageRequest, Page<ApiClientView>>('partners', 'api-clients/list');
export const revokeApiClient = defineCall<{ id: string }, ApiClientView>('partners', 'api-clients/revoke');
/** The verdict on a credential; null when it is unknown, wrong or revoked. The programme of the signed identity does not matter here. */
export const verifyKey = defineCall<
  { keyId: string; secret: string },
  { verdict: { programId: string; actor: Actor; programWide: boolean } | null }
>('partners', 'keys/verify');

export interface WebhookEndpointView {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: 'enabled' | 'disabled';
  readonly disabledReason: string | null;
  readonly audience: 'linked' | 'program';
  readonly createdAt: string;
}

export interface DeliveryView {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly lastStatusCode: number | null;
  readonly lastErrorCode: string | null;
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
}

/** Endpoints belong to the calling client; an operator (admin) sees all of the programme. */
export const createWebhookEndpoint = defineCall<
  {
    endpointId: string;
    url: string;
    events: readonly string[];
    description?: string;
    idempotency?: IdempotencyRequest;
  },
  Replayable<WebhookEndpointView & { readonly secret: string }>
>('partners', 'webhook-endpoints/create');
export const listWebhookEndpoints = defineCall<PageRequest, Page<WebhookEndpointView>>(
  'partners',
  'webhook-endpoints/list',
);
export const readWebhookEndpoint = defineCall<{ id: string }, WebhookEndpointView>(
  'partners',
  'webhook-endpoints/read',
);
export const updateWebhookEndpoint = defineCall<
  {
    id: string;
    url?: string;
    events?: readonly string[];
    description?: string | null;
    status?: 'enabled' | 'disabled';
  },
  WebhookEndpointView
>('partners', 'webhook-endpoints/update');
export const deleteWebhookEndpoint = defineCall<{ id: string }, Record<string, never>>(
  'partners',
  'webhook-endpoints/delete',
);
export const rotateWebhookSecret = defineCall<{ id: string }, WebhookEndpointView & { readonly secret: string }>(
  'partners',
  'webhook-endpoints/rotate-secret',
);
export const testWebhookEndpoint = defineCall<{ id: string }, { deliveryId: string }>(
  'partners',
  'webhook-endpoints/test',
);
export const listDeliveries = defineCall<
  { id: string; status?: DeliveryView['status'] } & PageRequest,
  Page<DeliveryView>
>('partners', 'webhook-endpoints/deliveries');
export const replayDeliveries = defineCall<
  { id: string; since: string; until?: string; types?: readonly string[]; only: 'failed' | 'all' },
  { scheduled: number }
>('partners', 'webhook-endpoints/replay');
/** Pull by cursor what the endpoint would have been sent; kept 30 days. */
export const listMessages = defineCall<{ id: string } & PageRequest, Page<Readonly<Record<string, unknown>>>>(
  'partners',
  'webhook-endpoints/messages',
);
