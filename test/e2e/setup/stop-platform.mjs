import { rm } from 'node:fs/promises';

export default async function stopPlatformOfTests() {
  const started = globalThis.keepsakeTestPlatform;
  if (!started) return;
  await started.platform.stop();
  await rm(started.parent, { recursive: true, force: true });
}
