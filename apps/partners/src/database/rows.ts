import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('api_clients')
@Check('api_clients_scope', `scope IN ('pos', 'app', 'partner', 'admin')`)
@Index('api_clients_key_id', ['keyId'], { unique: true })
export class ApiClientRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'api_clients_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'client_id', primaryKeyConstraintName: 'api_clients_pkey' }) clientId!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('text') name!: string;
  @Column('text') scope!: string;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  @Column('boolean', { name: 'program_wide' }) programWide!: boolean;
  @Column('bytea', { name: 'secret_hash' }) secretHash!: Buffer;
  /** Of a request that may be repeated; emptied when it may not any more. */
  @Column('bytea', { name: 'sealed_secret', nullable: true }) sealedSecret!: Buffer | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}

@Entity('webhook_endpoints')
@Check(
  'webhook_endpoints_status',
  `(status = 'enabled' AND disabled_reason IS NULL AND disabled_at IS NULL) OR
   (status = 'disabled' AND disabled_reason IS NOT NULL AND disabled_at IS NOT NULL)`,
)
@Check('webhook_endpoints_audience', `audience IN ('linked', 'program')`)
export class WebhookEndpointRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'webhook_endpoints_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id', primaryKeyConstraintName: 'webhook_endpoints_pkey' })
  endpointId!: string;
  @Column('text', { name: 'owner_id' }) ownerId!: string;
  @Column('text') url!: string;
  @Column('text', { array: true }) events!: string[];
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text') status!: string;
  @Column('text', { name: 'disabled_reason', nullable: true }) disabledReason!: string | null;
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt!: Date | null;
  @Column('text') audience!: string;
  @Column('timestamptz', { name: 'failing_since', nullable: true }) failingSince!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
}

@Entity('webhook_secrets')
export class WebhookSecretRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'webhook_secrets_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id', primaryKeyConstraintName: 'webhook_secrets_pkey' }) endpointId!: string;
  @PrimaryColumn('timestamptz', { name: 'created_at', primaryKeyConstraintName: 'webhook_secrets_pkey' })
  createdAt!: Date;
  @Column('bytea') sealed!: Buffer;
  @Column('timestamptz', { name: 'retires_at', nullable: true }) retiresAt!: Date | null;
}

/** Numbers a programme's deliveries; the row is locked until the commit, so that numbers become visible in their order. */
@Entity('webhook_positions')
export class WebhookPositionRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'webhook_positions_pkey' }) programId!: string;
  @Column('bigint', { name: 'last_position' }) lastPosition!: string;
}

/** What is sent, once an event however many endpoints hear it. */
@Entity('webhook_messages')
@Index('webhook_messages_created_at', ['createdAt'])
export class WebhookMessageRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'webhook_messages_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'webhook_messages_pkey' }) eventId!: string;
  @Column('text') body!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity('webhook_deliveries')
@Check('webhook_deliveries_kind', `kind IN ('event', 'test')`)
@Check(
  'webhook_deliveries_status',
  `status IN ('delivered', 'failed') OR (status = 'pending' AND next_attempt_at IS NOT NULL)`,
)
@Index('webhook_deliveries_position', ['programId', 'endpointId', 'position'], { unique: true })
@Index('webhook_deliveries_due', ['programId', 'endpointId', 'nextAttemptAt'], { where: `status = 'pending'` })
export class WebhookDeliveryRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  programId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  endpointId!: string;
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'webhook_deliveries_pkey' }) eventId!: string;
  @Column('uuid', { name: 'delivery_id' }) deliveryId!: string;
  @Column('bigint') position!: string;
  @Column('text') type!: string;
  @Column('text') kind!: string;
  @Column('text') status!: string;
  @Column('smallint') attempts!: number;
  @Column('smallint', { name: 'last_status_code', nullable: true }) lastStatusCode!: number | null;
  @Column('text', { name: 'last_error_code', nullable: true }) lastErrorCode!: string | null;
  @Column('integer', { name: 'last_duration_ms', nullable: true }) lastDurationMs!: number | null;
  /** Of a claimed delivery: when its lease ends. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true }) nextAttemptAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'delivered_at', nullable: true }) deliveredAt!: Date | null;
}
