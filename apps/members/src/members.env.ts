import { MinLength } from 'class-validator';
import { ServiceEnv } from '#platform/config/service-env';

const keyCharsMin = 32;

export class MembersEnv extends ServiceEnv {
  /** Wraps the members' data keys: lost, and all personal data is lost. At least 32 random characters. */
  @MinLength(keyCharsMin)
  KEEPSAKE_PII_KEY!: string;

  /** Keys the blind index and the till codes: changed, and no member is found by card or phone. At least 32 random characters. */
  @MinLength(keyCharsMin)
  KEEPSAKE_INDEX_KEY!: string;
}
