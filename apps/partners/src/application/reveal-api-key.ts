import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { formatKey } from '../domain/api-key.js';
import { requireOperator } from './access.js';
import { ApiClients } from './ports/api-clients.js';

/** The key of a client again, for the same answer to a repeated creation and for nothing else. */
@Injectable()
export class RevealApiKey {
  constructor(private readonly clients: ApiClients) {}

  async execute(caller: Caller, clientId: string): Promise<string> {
    requireOperator(caller);
    const client = await this.clients.find(caller.programId, clientId);
    const secret = await this.clients.replaySecret(caller.programId, clientId);
    if (!client || secret === undefined) throw notFound('API client');
    return formatKey(client.keyId, secret);
  }
}
