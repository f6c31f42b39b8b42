import { hkdfSync } from 'node:crypto';
import { IsIn, IsOptional, IsString, MinLength } from 'class-validator';
import { ServiceEnv } from '#platform/config/service-env';

const sealingKeyBytes = 32;

export class PartnersEnv extends ServiceEnv {
  /** Seals the secrets of webhooks in the database: with a copy of the database alone nobody can sign for a partner. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_CREDENTIALS_KEY!: string;

  /** Whether webhooks may go to http://127.0.0.0/8 and ::1; unless said, everywhere but in production. */
  @IsOptional()
  @IsIn(['true', 'false'])
  KEEPSAKE_WEBHOOK_ALLOW_LOOPBACK_HTTP?: string;

  /** The cipher's key, derived: the variable may be random text of any alphabet. */
  get sealingKey(): Buffer {
    return Buffer.from(
      hkdfSync('sha256', this.KEEPSAKE_CREDENTIALS_KEY, '', 'keepsake/partners/secrets', sealingKeyBytes),
    );
  }

  get allowLoopbackHttp(): boolean {
    const said = this.KEEPSAKE_WEBHOOK_ALLOW_LOOPBACK_HTTP;
    return said === undefined ? this.NODE_ENV !== 'production' : said === 'true';
  }
}
