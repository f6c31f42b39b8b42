import type { WebhookEndpointView } from '#contracts/internal/partners';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.js';

export function viewOf(endpoint: WebhookEndpoint): WebhookEndpointView {
  const { endpointId, url, events, description, status, disabledReason, audience, createdAt } = endpoint;
  return {
    id: endpointId,
    url,
    events,
    description,
    status,
    disabledReason,
    audience,
    createdAt: createdAt.toISOString(),
  };
}
