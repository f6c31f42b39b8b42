import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import type { ApiClient } from '../domain/api-client.js';
import { requireOperator } from './access.js';
import { ApiClients } from './ports/api-clients.js';

@Injectable()
export class ListApiClients {
  constructor(private readonly clients: ApiClients) {}

  /** Oldest first, revoked ones too. */
  async execute(caller: Caller, page: { readonly limit: number; readonly afterId?: string }): Promise<ApiClient[]> {
    requireOperator(caller);
    return this.clients.list(caller.programId, page.limit, page.afterId);
  }
}
