import { IsString, MinLength } from 'class-validator';
import { ServiceEnv } from '#platform/config/service-env';

export class BenefitsEnv extends ServiceEnv {
  /** Coupon codes are derived under it; a new key makes every code that was handed out worthless. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_COUPON_KEY!: string;
}
