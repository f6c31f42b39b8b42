import { randomBytes } from 'node:crypto';
import { SecretSource } from '../application/ports/outside-world.js';
import { secretPrefix } from '../domain/signature.js';

const keyIdBytes = 10;
const secretBytes = 32;

/** From the system's randomness. */
export class RandomSecrets extends SecretSource {
  override keyId(): string {
    return randomBytes(keyIdBytes).toString('hex');
  }

  override keySecret(): string {
    return randomBytes(secretBytes).toString('base64url');
  }

  override webhookSecret(): string {
    return secretPrefix + randomBytes(secretBytes).toString('base64');
  }
}
