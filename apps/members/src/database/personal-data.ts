import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { PersonalAnswers } from '../application/ports/personal-answers.js';
import { TillCodeKey } from '../application/ports/till-codes.js';
import { Lru } from './lru.js';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const format = Buffer.from([1]);
const algorithm = 'aes-256-gcm';
/** Unwrapped data keys in memory, about 1 kB each. Unwrapping takes 20 µs, decrypting a profile with an open key 5 µs. */
const openKeysMax = 10_000;

/**
 * Personal data at rest: one data key a member, wrapped by the key of the environment, so that destroying the member's key
 * erases the member everywhere, backups included. Each ciphertext is bound to its member: moved to another row it does not open.
 */
export class PersonalData extends PersonalAnswers {
  private readonly wrappingKey: KeyObject;
  private readonly answerKey: KeyObject;
  private readonly openKeys = new Lru<KeyObject>(openKeysMax);

  /** @param secret KEEPSAKE_PII_KEY */
  constructor(secret: string) {
    super();
    this.wrappingKey = deriveKey(secret, 'data keys');
    this.answerKey = deriveKey(secret, 'answers');
  }

  /** @returns a new data key, wrapped: what the member's row keeps */
  newKey(programId: string, memberId: string): Buffer {
    return encrypt(this.wrappingKey, programId + memberId, randomBytes(keyBytes));
  }

  encryptFor(programId: string, memberId: string, wrappedKey: Buffer, value: unknown): Buffer {
    return encrypt(this.unwrap(programId, memberId, wrappedKey), memberId, Buffer.from(JSON.stringify(value)));
  }

  decryptFor<Value>(programId: string, memberId: string, wrappedKey: Buffer, sealed: Buffer): Value {
    return JSON.parse(decrypt(this.unwrap(programId, memberId, wrappedKey), memberId, sealed).toString()) as Value;
  }

  override seal(programId: string, answer: unknown): string {
    return encrypt(this.answerKey, programId, Buffer.from(JSON.stringify(answer))).toString('base64');
  }

  override open<Answer>(programId: string, sealed: string): Answer {
    return JSON.parse(decrypt(this.answerKey, programId, Buffer.from(sealed, 'base64')).toString()) as Answer;
  }

  private unwrap(programId: string, memberId: string, wrappedKey: Buffer): KeyObject {
    const name = wrappedKey.toString('latin1');
    const known = this.openKeys.get(name);
    if (known) return known;
    const open = createSecretKey(decrypt(this.wrappingKey, programId + memberId, wrappedKey));
    this.openKeys.set(name, open);
    return open;
  }
}

/** Finds equal values without knowing them: a keyed hash, so that the database alone cannot test a guess. */
export class BlindIndex extends TillCodeKey {
  private readonly indexKey: KeyObject;
  override readonly key: KeyObject;

  /** @param secret KEEPSAKE_INDEX_KEY */
  constructor(secret: string) {
    super();
    this.indexKey = deriveKey(secret, 'blind index');
    this.key = deriveKey(secret, 'till codes');
  }

  /** 5 µs, so that a cache of digests is not worth its memory. */
  digest(programId: string, text: string): Buffer {
    return createHmac('sha256', this.indexKey).update(programId).update('\n').update(text).digest();
  }
}

/**
 * One secret of the environment serves several purposes, each under its own key. Key objects, because Node makes one of plain
 * bytes at every use: an HMAC took 19 µs instead of 5, a decryption 26 instead of 5.
 */
function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `keepsake members ${purpose}`, keyBytes)));
}

function encrypt(key: KeyObject, boundTo: string, plain: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([format, iv, cipher.getAuthTag(), sealed]);
}

function decrypt(key: KeyObject, boundTo: string, sealed: Buffer): Buffer {
  const iv = sealed.subarray(1, 1 + ivBytes);
  const tag = sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
}
