// `npm run migrate`: brings every service's schema to this version, from the environment. Safe to run again, and at once with another.
import { InvalidEnvironmentError, loadEnv } from '#platform/config/load-env';
import { migrate } from '#platform/database/migrate';
import { migrateQueues } from '#platform/events/queue-migrations';
import { MigrateEnv } from './launcher/migrate.env.js';
import { serviceDatabases } from './launcher/service-databases.js';

const say = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

try {
  const env = loadEnv(MigrateEnv);
  await migrate({
    adminUrl: env.DATABASE_URL,
    databases: serviceDatabases,
    passwords: {
      members: env.KEEPSAKE_MEMBERS_PASSWORD,
      points: env.KEEPSAKE_POINTS_PASSWORD,
      benefits: env.KEEPSAKE_BENEFITS_PASSWORD,
      churn: env.KEEPSAKE_CHURN_PASSWORD,
      partners: env.KEEPSAKE_PARTNERS_PASSWORD,
    },
    onProgress: say,
  });
  const password = env.KEEPSAKE_QUEUE_DATABASE_PASSWORD;
  if (password) await migrateQueues({ adminUrl: env.DATABASE_URL, password });
  say('Every schema is up to date.');
} catch (error) {
  const text = error instanceof InvalidEnvironmentError ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
