import type { Provider } from '@nestjs/common';
import { Cursors } from '#platform/http/cursor';
import { AttemptDeliveries } from './application/attempt-deliveries.js';
import { ClaimDeliveries } from './application/claim-deliveries.js';
import { CreateApiClient } from './application/create-api-client.js';
import { CreateWebhookEndpoint } from './application/create-webhook-endpoint.js';
import { DeleteWebhookEndpoint } from './application/delete-webhook-endpoint.js';
import { EndpointDirectory } from './application/endpoint-directory.js';
import { FanOutEvents } from './application/fan-out-events.js';
import { FindDueEndpoints } from './application/find-due-endpoints.js';
import { FindEndpoint } from './application/find-endpoint.js';
import { ListApiClients } from './application/list-api-clients.js';
import { ListDeliveries } from './application/list-deliveries.js';
import { ListWebhookEndpoints } from './application/list-webhook-endpoints.js';
import { ApiClients } from './application/ports/api-clients.js';
import { Deliveries } from './application/ports/deliveries.js';
import { DueDeliveries } from './application/ports/due-deliveries.js';
import { AddressResolver, SecretSource, WebhookPolicy, WebhookTransport } from './application/ports/outside-world.js';
import { WebhookEndpoints } from './application/ports/webhook-endpoints.js';
import { PullMessages } from './application/pull-messages.js';
import { PurgeWebhooks } from './application/purge-webhooks.js';
import { RecordAttempts } from './application/record-attempts.js';
import { ReplayDeliveries } from './application/replay-deliveries.js';
import { RevealApiKey } from './application/reveal-api-key.js';
import { RevealFirstSecret } from './application/reveal-first-secret.js';
import { RevokeApiClient } from './application/revoke-api-client.js';
import { RotateWebhookSecret } from './application/rotate-webhook-secret.js';
import { SendWebhook } from './application/send-webhook.js';
import { TestWebhookEndpoint } from './application/test-webhook-endpoint.js';
import { UpdateWebhookEndpoint } from './application/update-webhook-endpoint.js';
import { VerifyKey } from './application/verify-key.js';
import { WebhookTargets } from './application/webhook-targets.js';
import { ApiClientsStore } from './database/api-clients.store.js';
import { DeliveriesStore } from './database/deliveries.store.js';
import { SecretBox } from './database/secret-box.js';
import { WebhookEndpointsStore } from './database/webhook-endpoints.store.js';
import { WakeUp } from './messaging/wake-up.js';
import { DnsAddressResolver } from './outbound/dns-address.resolver.js';
import { RandomSecrets } from './outbound/random-secrets.js';
import { UndiciWebhookTransport } from './outbound/undici-webhook.transport.js';

interface PartnersOptions {
  readonly sealingKey: Buffer;
  readonly allowLoopbackHttp: boolean;
}

const useCases = [
  AttemptDeliveries,
  ClaimDeliveries,
  CreateApiClient,
  CreateWebhookEndpoint,
  DeleteWebhookEndpoint,
  EndpointDirectory,
  FanOutEvents,
  FindDueEndpoints,
  FindEndpoint,
  ListApiClients,
  ListDeliveries,
  ListWebhookEndpoints,
  PullMessages,
  PurgeWebhooks,
  RecordAttempts,
  ReplayDeliveries,
  RevealApiKey,
  RevealFirstSecret,
  RevokeApiClient,
  RotateWebhookSecret,
  SendWebhook,
  TestWebhookEndpoint,
  UpdateWebhookEndpoint,
  VerifyKey,
  WebhookTargets,
];

/** Use cases and what implements their ports; nothing here starts by itself. */
export function partnersProviders({ sealingKey, allowLoopbackHttp }: PartnersOptions): Provider[] {
  return [
    ...useCases,
    Cursors,
    WakeUp,
    { provide: SecretBox, useFactory: () => new SecretBox(sealingKey) },
    { provide: WebhookPolicy, useValue: { allowLoopbackHttp } },
    { provide: ApiClients, useClass: ApiClientsStore },
    { provide: WebhookEndpoints, useClass: WebhookEndpointsStore },
    { provide: Deliveries, useClass: DeliveriesStore },
    { provide: DueDeliveries, useExisting: WakeUp },
    { provide: AddressResolver, useClass: DnsAddressResolver },
    { provide: SecretSource, useClass: RandomSecrets },
    { provide: WebhookTransport, useFactory: () => new UndiciWebhookTransport() },
  ];
}
