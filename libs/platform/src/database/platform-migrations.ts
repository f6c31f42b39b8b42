import { Events1760000000002 } from '../events/events-migration.js';
import { IdempotencyKeys1760000000001 } from './idempotency-migration.js';

/** Tables that every service has, in its own schema. */
export const platformMigrations: readonly (new () => object)[] = [IdempotencyKeys1760000000001, Events1760000000002];
