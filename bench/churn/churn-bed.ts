import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appRole, createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { migrate } from '#platform/database/migrate';
import { startEmbeddedPostgres } from '#platform/embedded/embedded-postgres';
import { churnDatabase } from '../../apps/churn/src/database/churn.database.js';

/** As many connections as the service has. */
const poolMax = 10;

/** The churn service's database alone, in a temporary folder. */
export interface ChurnBed {
  /** Connected as the service's own role. */
  readonly database: Database;
  /** DATABASE_URL of that role. */
  readonly url: string;
  /** The superuser's, to load by. */
  readonly adminUrl: string;
  readonly pid: number;
}

/** @returns what `measure` does; whatever happens, the server is stopped and the folder is gone */
export async function withChurnBed<T>(measure: (bed: ChurnBed) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'keepsake-bench-'));
  // As root the database runs as another user, who must be able to enter.
  await chmod(parent, 0o711);
  try {
    const password = randomBytes(16).toString('hex');
    const server = await startEmbeddedPostgres({ dataDir: join(parent, 'db'), password });
    try {
      await migrate({ adminUrl: server.url, databases: [churnDatabase], passwords: { churn: password } });
      const url = new URL(server.url);
      url.username = appRole('churn');
      const dataSource = await createDataSource(churnDatabase, { url: url.href, poolMax }).initialize();
      try {
        return await measure({
          database: new Database(dataSource),
          url: url.href,
          adminUrl: server.url,
          pid: server.pid,
        });
      } finally {
        await dataSource.destroy();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
