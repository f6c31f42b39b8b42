import { open, rename } from 'node:fs/promises';

/**
 * Writes a file that only its owner may read: complete or not at all, also over a crash, because a half-written secret is a
 * lost database.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
