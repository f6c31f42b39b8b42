import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of everything sealed, so that another cipher or key can follow. */
const version = 1;

/** Seals secrets that must be shown or used again (a hash will not do), under a key that is not in the database. */
export class SecretBox {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {}

  /** @param context where the secret belongs: moved to another row it does not open */
  seal(secret: string, context: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
  }

  open(box: Buffer, context: string): string {
    if (box[0] !== version) throw new Error('The secret was sealed in a way that this version does not know.');
    const nonce = box.subarray(1, 1 + nonceBytes);
    const tag = box.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
    const decipher = createDecipheriv(algorithm, this.key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
    const opened = Buffer.concat([decipher.update(box.subarray(1 + nonceBytes + tagBytes)), decipher.final()]);
    return opened.toString('utf8');
  }
}
