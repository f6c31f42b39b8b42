import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type EndpointChanges, WebhookEndpoints } from '../application/ports/webhook-endpoints.js';
import type { DisabledReason, EndpointRef, WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { SecretBox } from './secret-box.js';

const columns = `program_id AS "programId", endpoint_id AS "endpointId", owner_id AS "ownerId", url, events, description,
       status, disabled_reason AS "disabledReason", disabled_at AS "disabledAt", audience,
       failing_since AS "failingSince", created_at AS "createdAt"`;

@Injectable()
export class WebhookEndpointsStore extends WebhookEndpoints {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {
    super();
  }

  override async countOf(programId: string, ownerId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*) FROM webhook_endpoints WHERE program_id = $1 AND owner_id = $2 AND deleted_at IS NULL',
      [programId, ownerId],
    );
    return row?.count ?? 0;
  }

  override async insert(endpoint: WebhookEndpoint, secret: string): Promise<boolean> {
    const inserted = await this.database.affect(
      `INSERT INTO webhook_endpoints (program_id, endpoint_id, owner_id, url, events, description, status, audience, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (program_id, endpoint_id) DO NOTHING`,
      [
        endpoint.programId,
        endpoint.endpointId,
        endpoint.ownerId,
        endpoint.url,
        endpoint.events,
        endpoint.description,
        endpoint.status,
        endpoint.audience,
        endpoint.createdAt,
      ],
    );
    if (inserted === 0) return false;
    await this.insertSecret(endpoint, secret, endpoint.createdAt);
    return true;
  }

  override async find({ programId, endpointId }: EndpointRef): Promise<WebhookEndpoint | undefined> {
    const [endpoint] = await this.database.query<WebhookEndpoint>(
      `SELECT ${columns} FROM webhook_endpoints WHERE program_id = $1 AND endpoint_id = $2 AND deleted_at IS NULL`,
      [programId, endpointId],
    );
    return endpoint;
  }

  override async lock({ programId, endpointId }: EndpointRef): Promise<WebhookEndpoint | undefined> {
    const [endpoint] = await this.database.query<WebhookEndpoint>(
      `SELECT ${columns} FROM webhook_endpoints WHERE program_id = $1 AND endpoint_id = $2 AND deleted_at IS NULL FOR UPDATE`,
      [programId, endpointId],
    );
    return endpoint;
  }

  override list(
    programId: string,
    { ownerId, limit, afterId }: { ownerId?: string; limit: number; afterId?: string },
  ): Promise<WebhookEndpoint[]> {
    return this.database.query<WebhookEndpoint>(
      `SELECT ${columns} FROM webhook_endpoints
        WHERE program_id = $1 AND deleted_at IS NULL
          AND ($2::text IS NULL OR owner_id = $2) AND ($3::uuid IS NULL OR endpoint_id > $3)
        ORDER BY endpoint_id LIMIT $4`,
      [programId, ownerId, afterId, limit],
    );
  }

  override listening(disabledAfter: Date): Promise<WebhookEndpoint[]> {
    return this.database.query<WebhookEndpoint>(
      `SELECT ${columns} FROM webhook_endpoints
        WHERE deleted_at IS NULL
          AND (status = 'enabled' OR (disabled_at > $1 AND disabled_reason <> 'client_revoked'))`,
      [disabledAfter],
    );
  }

  override async update({ programId, endpointId }: EndpointRef, changes: EndpointChanges): Promise<void> {
    await this.database.query(
      `UPDATE webhook_endpoints
          SET url = $3, events = $4, description = $5, status = $6, disabled_reason = $7, disabled_at = $8, failing_since = $9
        WHERE program_id = $1 AND endpoint_id = $2`,
      [
        programId,
        endpointId,
        changes.url,
        changes.events,
        changes.description,
        changes.status,
        changes.disabledReason,
        changes.disabledAt,
        changes.failingSince,
      ],
    );
  }

  override async remove({ programId, endpointId }: EndpointRef, at: Date): Promise<void> {
    await this.database.query(
      'UPDATE webhook_endpoints SET deleted_at = $3 WHERE program_id = $1 AND endpoint_id = $2',
      [programId, endpointId, at],
    );
  }

  override disableAllOf(programId: string, ownerId: string, reason: DisabledReason, at: Date): Promise<number> {
    return this.database.affect(
      `UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = $3, disabled_at = $4
        WHERE program_id = $1 AND owner_id = $2 AND status = 'enabled' AND deleted_at IS NULL`,
      [programId, ownerId, reason, at],
    );
  }

  override async signingSecrets(ref: EndpointRef, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ sealed: Buffer }>(
      `SELECT sealed FROM webhook_secrets
        WHERE program_id = $1 AND endpoint_id = $2 AND (retires_at IS NULL OR retires_at > $3) ORDER BY created_at DESC`,
      [ref.programId, ref.endpointId, at],
    );
    return rows.map(({ sealed }) => this.box.open(sealed, contextOf(ref)));
  }

  override async firstSecret(ref: EndpointRef): Promise<string | undefined> {
    const [row] = await this.database.query<{ sealed: Buffer }>(
      'SELECT sealed FROM webhook_secrets WHERE program_id = $1 AND endpoint_id = $2 ORDER BY created_at LIMIT 1',
      [ref.programId, ref.endpointId],
    );
    return row && this.box.open(row.sealed, contextOf(ref));
  }

  override async rotateSecret(
    ref: EndpointRef,
    { secret, at, retiresAt }: { secret: string; at: Date; retiresAt: Date },
  ): Promise<void> {
    await this.database.query(
      'UPDATE webhook_secrets SET retires_at = $3 WHERE program_id = $1 AND endpoint_id = $2 AND retires_at IS NULL',
      [ref.programId, ref.endpointId, retiresAt],
    );
    await this.insertSecret(ref, secret, at);
  }

  override async purgeDeleted(before: Date): Promise<number> {
    await this.database.query(
      `DELETE FROM webhook_secrets s USING webhook_endpoints e
        WHERE e.program_id = s.program_id AND e.endpoint_id = s.endpoint_id AND e.deleted_at < $1`,
      [before],
    );
    return this.database.affect('DELETE FROM webhook_endpoints WHERE deleted_at < $1', [before]);
  }

  /** Moved on by a millisecond where two rotations share one, since their order says which is newest. */
  private async insertSecret(ref: EndpointRef, secret: string, at: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO webhook_secrets (program_id, endpoint_id, created_at, sealed)
       SELECT $1, $2, greatest($3::timestamptz, max(created_at) + interval '1 millisecond'), $4
         FROM webhook_secrets WHERE program_id = $1 AND endpoint_id = $2`,
      [ref.programId, ref.endpointId, at, this.box.seal(secret, contextOf(ref))],
    );
  }
}

const contextOf = ({ programId, endpointId }: EndpointRef): string => `webhook_secrets/${programId}/${endpointId}`;
