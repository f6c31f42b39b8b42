import { IdempotencyKeys1760000000001 } from './idempotency-migration.js';

/** Tables that every service has, in its own schema. */
export const platformMigrations: readonly (new () => object)[] = [IdempotencyKeys1760000000001];
