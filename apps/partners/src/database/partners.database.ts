import type { ServiceDatabase } from '#platform/database/data-source';
import { CreatePartners1763700000001 } from './migrations/1763700000001-create-partners.js';
import {
  ApiClientRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
  WebhookMessageRow,
  WebhookPositionRow,
  WebhookSecretRow,
} from './rows.js';

export const partnersDatabase: ServiceDatabase = {
  service: 'partners',
  rows: [ApiClientRow, WebhookDeliveryRow, WebhookEndpointRow, WebhookMessageRow, WebhookPositionRow, WebhookSecretRow],
  migrations: [CreatePartners1763700000001],
};
