import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { requireListener } from './access.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** The secret that an endpoint was made with, for the answer to its (repeated) creation and for nothing else. */
@Injectable()
export class RevealFirstSecret {
  constructor(private readonly endpoints: WebhookEndpoints) {}

  async execute(caller: Caller, endpointId: string): Promise<string> {
    requireListener(caller);
    const secret = await this.endpoints.firstSecret({ programId: caller.programId, endpointId });
    if (secret === undefined) throw notFound('webhook endpoint');
    return secret;
  }
}
