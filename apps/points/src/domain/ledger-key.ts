import { hash } from 'node:crypto';

const blockBytes = 64;
const hashBytes = 32;
const scratchBytes = 64 * 1024;

/**
 * A key, ready for HMAC-SHA256 (RFC 2104). Two hashes in one call each take 2.8 µs where Node's own HMAC takes 5: a purchase signs its
 * transaction and its lots, and verifying signs everything again.
 */
export class LedgerKey {
  /** Begins with the inner key; a text that is signed stands behind it. */
  private readonly inner = Buffer.alloc(scratchBytes);
  private readonly outer = Buffer.alloc(blockBytes + hashBytes);

  constructor(secret: string) {
    const bytes = Buffer.from(secret);
    const key = bytes.length > blockBytes ? hash('sha256', bytes, 'buffer') : bytes;
    for (let index = 0; index < blockBytes; index += 1) {
      const byte = key[index] ?? 0;
      this.inner[index] = byte ^ 0x36;
      this.outer[index] = byte ^ 0x5c;
    }
  }

  /** @returns hexadecimal */
  sign(content: string | Buffer): string {
    hash('sha256', this.withInner(content), 'buffer').copy(this.outer, blockBytes);
    return hash('sha256', this.outer, 'hex');
  }

  private withInner(content: string | Buffer): Buffer {
    if (typeof content === 'string' && content.length * 3 <= scratchBytes - blockBytes) {
      return this.inner.subarray(0, blockBytes + this.inner.write(content, blockBytes));
    }
    return Buffer.concat([this.inner.subarray(0, blockBytes), Buffer.from(content)]);
  }
}
