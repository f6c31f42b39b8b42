// One PostgreSQL for a run of integration tests, in the temp folder; each test file makes its own databases on it.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function startPostgres() {
  if (process.env.KEEPSAKE_TEST_POSTGRES_URL) return;
  const { build } = await import('../../../scripts/build.mjs');
  await build();
  const { startEmbeddedPostgres } = await import('../../../dist/libs/platform/src/embedded/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'keepsake-test-'));
  // As root the server runs as another user, who must be able to enter.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'db'),
    password: randomBytes(16).toString('hex'),
  });
  process.env.KEEPSAKE_TEST_POSTGRES_URL = server.url;
  globalThis.keepsakeTestPostgres = { server, dataDir };
}
