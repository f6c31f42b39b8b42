import type { IncomingMessage } from 'node:http';
import { Refusal } from '#contracts/errors/refusals';

/** So much of a body that is too large is read and thrown away, so that the caller reads the refusal instead of a reset. */
const discardedBytesMax = 64 * 1024 * 1024;

/** @throws Refusal too_large beyond `bytesMax`, after the caller has sent the rest · malformed when it breaks off */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      request.off('data', take);
      request.resume();
      reject(new Refusal('too_large', `The body is larger than ${bytesMax} bytes.`));
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else {
        chunks = [];
        if (bytes > discardedBytesMax) refuse();
      }
    };
    request.on('data', take);
    request.once('end', () => {
      if (bytes > bytesMax) refuse();
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes));
    });
    // Every request closes: only one that is not whole pays for an error (its stack is 60 µs).
    const breakOff = (): void => {
      if (!request.complete) reject(new Refusal('malformed', 'The body broke off.'));
    };
    request.once('error', breakOff);
    request.once('close', breakOff);
  });
}
