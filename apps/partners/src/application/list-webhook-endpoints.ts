import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { requireListener, visibleOwner } from './access.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

@Injectable()
export class ListWebhookEndpoints {
  constructor(private readonly endpoints: WebhookEndpoints) {}

  /** Oldest first: the caller's own, or all of the programme for an operator. */
  async execute(
    caller: Caller,
    page: { readonly limit: number; readonly afterId?: string },
  ): Promise<WebhookEndpoint[]> {
    requireListener(caller);
    return this.endpoints.list(caller.programId, { ...page, ownerId: visibleOwner(caller) });
  }
}
