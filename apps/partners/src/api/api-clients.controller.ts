import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  type ApiClientView,
  createApiClient,
  listApiClients,
  revokeApiClient,
  verifyKey,
} from '#contracts/internal/partners';
import { Idempotency } from '#platform/database/idempotency';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { CreateApiClient } from '../application/create-api-client.js';
import { ListApiClients } from '../application/list-api-clients.js';
import { RevealApiKey } from '../application/reveal-api-key.js';
import { RevokeApiClient } from '../application/revoke-api-client.js';
import { VerifyKey } from '../application/verify-key.js';
import type { ApiClient } from '../domain/api-client.js';

@Controller()
export class ApiClientsController {
  constructor(
    private readonly createClient: CreateApiClient,
    private readonly listClients: ListApiClients,
    private readonly revokeClient: RevokeApiClient,
    private readonly revealKey: RevealApiKey,
    private readonly verify: VerifyKey,
    private readonly idempotency: Idempotency,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(createApiClient)
  async create(
    @Body() { idempotency, ...request }: RequestOf<typeof createApiClient>,
  ): Promise<ResponseOf<typeof createApiClient>> {
    const caller = currentCaller();
    let key: string | undefined;
    // The stored answer holds no key: a repetition puts it together again from what is sealed.
    const answer = await this.idempotency.run(caller, idempotency, 201, async () => {
      const created = await this.createClient.execute(caller, { ...request, isRepeatable: idempotency !== undefined });
      key = created.key;
      return viewOf(created.client);
    });
    key ??= await this.revealKey.execute(caller, answer.body.id);
    return { ...answer, body: { ...answer.body, key } };
  }

  @InternalCall(listApiClients)
  async list(@Body() { first, after }: RequestOf<typeof listApiClients>): Promise<ResponseOf<typeof listApiClients>> {
    const caller = currentCaller();
    const list = `partners.api-clients/${caller.programId}`;
    const [afterId] = this.cursors.decode<[string]>(list, after) ?? [];
    const clients = await this.listClients.execute(caller, { limit: first + 1, afterId });
    return this.cursors.page(
      list,
      first,
      clients.map((client) => ({ position: [client.clientId], node: viewOf(client) })),
    );
  }

  @InternalCall(revokeApiClient)
  async revoke(@Body() { id }: RequestOf<typeof revokeApiClient>): Promise<ResponseOf<typeof revokeApiClient>> {
    return viewOf(await this.revokeClient.execute(currentCaller(), id));
  }

  @InternalCall(verifyKey)
  async verifyKey(@Body() { keyId, secret }: RequestOf<typeof verifyKey>): Promise<ResponseOf<typeof verifyKey>> {
    return { verdict: await this.verify.execute(keyId, secret) };
  }
}

function viewOf({
  clientId,
  keyId,
  name,
  scope,
  storeId,
  programWide,
  createdAt,
  revokedAt,
}: ApiClient): ApiClientView {
  return {
    id: clientId,
    keyId,
    name,
    scope,
    storeId,
    programWide,
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
