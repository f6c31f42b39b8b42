import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { type ApiClient, type ClientScope, grantOf } from '../domain/api-client.js';
import { formatKey, hashSecret } from '../domain/api-key.js';
import { requireOperator } from './access.js';
import { ApiClients } from './ports/api-clients.js';
import { SecretSource } from './ports/outside-world.js';

/** Not revoked. Far above any retailer's tills, and a bound on what one stolen operator key can make. */
export const activeClientsPerProgramMax = 5_000;

interface CreateApiClientRequest {
  readonly name: string;
  readonly scope: ClientScope;
  readonly storeId?: string;
  readonly programWide?: boolean;
  /** The request may be repeated and must then show the same key. */
  readonly isRepeatable: boolean;
}

@Injectable()
export class CreateApiClient {
  constructor(
    private readonly clients: ApiClients,
    private readonly transactions: Transactions,
    private readonly secrets: SecretSource,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the client and its whole key, which cannot be read again
   * @throws Refusal forbidden · InvalidGrantError · Refusal limit_reached
   */
  execute(caller: Caller, request: CreateApiClientRequest): Promise<{ client: ApiClient; key: string }> {
    requireOperator(caller);
    const grant = grantOf(request);
    return this.transactions.run(async () => {
      const { programId } = caller;
      await this.clients.lockProgram(programId);
      if ((await this.clients.countActive(programId)) >= activeClientsPerProgramMax) {
        throw new Refusal('limit_reached', `A programme has at most ${activeClientsPerProgramMax} active API clients.`);
      }
      const secret = this.secrets.keySecret();
      const client: ApiClient = {
        programId,
        clientId: this.ids.next(),
        keyId: this.secrets.keyId(),
        name: request.name,
        scope: request.scope,
        ...grant,
        createdAt: this.clock.now(),
        revokedAt: null,
      };
      await this.clients.insert({
        client,
        secretHash: hashSecret(secret),
        replaySecret: request.isRepeatable ? secret : undefined,
      });
      return { client, key: formatKey(client.keyId, secret) };
    });
  }
}
