import { Injectable } from '@nestjs/common';
import { isUuid } from '#kernel/ids';
import { notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { requireListener, visibleOwner } from './access.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** An endpoint as its caller may see it: another client's looks like one that does not exist. */
@Injectable()
export class FindEndpoint {
  constructor(private readonly endpoints: WebhookEndpoints) {}

  /** @throws Refusal forbidden, not_found */
  execute(caller: Caller, endpointId: string): Promise<WebhookEndpoint> {
    return this.find(caller, endpointId, 'find');
  }

  /** As `execute`, and holds it until the commit. */
  lock(caller: Caller, endpointId: string): Promise<WebhookEndpoint> {
    return this.find(caller, endpointId, 'lock');
  }

  private async find(caller: Caller, endpointId: string, how: 'find' | 'lock'): Promise<WebhookEndpoint> {
    requireListener(caller);
    const ref = { programId: caller.programId, endpointId };
    const endpoint = isUuid(endpointId) ? await this.endpoints[how](ref) : undefined;
    const owner = visibleOwner(caller);
    if (!endpoint || (owner !== undefined && endpoint.ownerId !== owner)) throw notFound('webhook endpoint');
    return endpoint;
  }
}
