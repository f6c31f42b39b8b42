import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { ApiClients, type NewApiClient } from '../application/ports/api-clients.js';
import type { ApiClient } from '../domain/api-client.js';
import { SecretBox } from './secret-box.js';

const columns = `program_id AS "programId", client_id AS "clientId", key_id AS "keyId", name, scope, store_id AS "storeId",
       program_wide AS "programWide", created_at AS "createdAt", revoked_at AS "revokedAt"`;

@Injectable()
export class ApiClientsStore extends ApiClients {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {
    super();
  }

  override async lockProgram(programId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`api_clients\n${programId}`]);
  }

  override async countActive(programId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*) FROM api_clients WHERE program_id = $1 AND revoked_at IS NULL',
      [programId],
    );
    return row?.count ?? 0;
  }

  override async insert({ client, secretHash, replaySecret }: NewApiClient): Promise<void> {
    const sealed = replaySecret === undefined ? null : this.box.seal(replaySecret, contextOf(client));
    await this.database.query(
      `INSERT INTO api_clients (program_id, client_id, key_id, name, scope, store_id, program_wide, secret_hash,
                                sealed_secret, created_at, revoked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        client.programId,
        client.clientId,
        client.keyId,
        client.name,
        client.scope,
        client.storeId,
        client.programWide,
        secretHash,
        sealed,
        client.createdAt,
        client.revokedAt,
      ],
    );
  }

  override async find(programId: string, clientId: string): Promise<ApiClient | undefined> {
    const [client] = await this.database.query<ApiClient>(
      `SELECT ${columns} FROM api_clients WHERE program_id = $1 AND client_id = $2`,
      [programId, clientId],
    );
    return client;
  }

  override async findByKeyId(keyId: string): Promise<{ client: ApiClient; secretHash: Buffer } | undefined> {
    const [row] = await this.database.query<ApiClient & { secretHash: Buffer }>(
      `SELECT ${columns}, secret_hash AS "secretHash" FROM api_clients WHERE key_id = $1`,
      [keyId],
    );
    if (!row) return undefined;
    const { secretHash, ...client } = row;
    return { client, secretHash };
  }

  override async lockByKeyId(programId: string, keyId: string): Promise<ApiClient | undefined> {
    const [client] = await this.database.query<ApiClient>(
      `SELECT ${columns} FROM api_clients WHERE key_id = $2 AND program_id = $1 FOR UPDATE`,
      [programId, keyId],
    );
    return client;
  }

  override list(programId: string, limit: number, afterId?: string): Promise<ApiClient[]> {
    return this.database.query<ApiClient>(
      `SELECT ${columns} FROM api_clients
        WHERE program_id = $1 AND ($2::uuid IS NULL OR client_id > $2) ORDER BY client_id LIMIT $3`,
      [programId, afterId, limit],
    );
  }

  override async revoke(programId: string, clientId: string, at: Date): Promise<ApiClient | undefined> {
    const [client] = await this.database.query<ApiClient>(
      `UPDATE api_clients SET revoked_at = coalesce(revoked_at, $3), sealed_secret = NULL
        WHERE program_id = $1 AND client_id = $2 RETURNING ${columns}`,
      [programId, clientId, at],
    );
    return client;
  }

  override async replaySecret(programId: string, clientId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ sealed: Buffer | null }>(
      'SELECT sealed_secret AS sealed FROM api_clients WHERE program_id = $1 AND client_id = $2',
      [programId, clientId],
    );
    return row?.sealed ? this.box.open(row.sealed, contextOf({ programId, clientId })) : undefined;
  }

  override async forgetReplaySecrets(createdBefore: Date): Promise<void> {
    await this.database.query(
      'UPDATE api_clients SET sealed_secret = NULL WHERE sealed_secret IS NOT NULL AND created_at < $1',
      [createdBefore],
    );
  }
}

const contextOf = ({ programId, clientId }: Pick<ApiClient, 'programId' | 'clientId'>): string =>
  `api_clients/${programId}/${clientId}`;
