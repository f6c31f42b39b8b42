import { randomBytes, randomInt } from 'node:crypto';
import { Randomness } from '../application/ports/randomness.js';

export class SystemRandomness extends Randomness {
  override digits(count: number): string {
    return Array.from({ length: count }, () => String(randomInt(10))).join('');
  }

  override token(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }
}
