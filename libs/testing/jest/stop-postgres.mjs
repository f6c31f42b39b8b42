import { rm } from 'node:fs/promises';

export default async function stopPostgres() {
  const started = globalThis.keepsakeTestPostgres;
  if (!started) return;
  await started.server.stop();
  await rm(started.dataDir, { recursive: true, force: true });
}
