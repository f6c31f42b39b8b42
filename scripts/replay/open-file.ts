import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const GZIP_MAGIC = 0x1f8b;

/** The file's bytes, unpacked where it is gzip by its first two bytes, whatever its name. */
export async function openFile(path: string): Promise<Readable> {
  const handle = await open(path, 'r');
  const head = Buffer.alloc(2);
  try {
    await handle.read(head, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const target = head.readUInt16BE() === GZIP_MAGIC ? createGunzip() : new PassThrough();
  // The consumer sees a failure of either stream as the target's error; pipeline only carries it there.
  return pipeline(createReadStream(path), target, () => undefined);
}
