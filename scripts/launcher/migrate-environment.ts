import { serviceNames } from '#contracts/internal/call';
import type { Secrets } from './secrets.js';

/** The environment of `npm run migrate`: an administrator's address and the passwords that the services' roles shall have. */
export function migrateEnvironment(
  adminUrl: string,
  secrets: Secrets,
  inherited: NodeJS.ProcessEnv,
): Record<string, string> {
  const passwords = serviceNames.map((name) => [
    `KEEPSAKE_${name.toUpperCase()}_PASSWORD`,
    secrets.servicePasswords[name],
  ]);
  return {
    ...(inherited['PATH'] ? { PATH: inherited['PATH'] } : {}),
    DATABASE_URL: adminUrl,
    // On Redis or Valkey the queues need no schema.
    ...(inherited['REDIS_URL'] ? {} : { KEEPSAKE_QUEUE_DATABASE_PASSWORD: secrets.queuePassword }),
    ...(Object.fromEntries(passwords) as Record<string, string>),
  };
}
