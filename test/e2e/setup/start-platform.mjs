// One whole platform for a run of end-to-end tests: built, started on an empty temporary data folder and a free port.
// The tests find it through the credentials file named in KEEPSAKE_TEST_CREDENTIALS.
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function startPlatformForTests() {
  const { build } = await import('../../../scripts/build.mjs');
  await build();
  const { startPlatform } = await import('../../../dist/scripts/launcher/start-platform.js');
  const parent = await mkdtemp(join(tmpdir(), 'keepsake-e2e-'));
  // As root the database runs as another user, who must be able to enter.
  await chmod(parent, 0o711);
  const dataDir = join(parent, 'data');
  const platform = await startPlatform({ dataDir, port: 0, empty: true });
  process.env.KEEPSAKE_TEST_CREDENTIALS = join(dataDir, 'credentials.json');
  globalThis.keepsakeTestPlatform = { platform, parent };
}
