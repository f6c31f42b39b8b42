import { IsInt, IsOptional, IsString, IsUrl, IsUUID, Max, Min, MinLength } from 'class-validator';
import { ProcessEnv } from '#platform/config/service-env';

const serviceUrl = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

export class GatewayEnv extends ProcessEnv {
  @IsUrl(serviceUrl)
  MEMBERS_URL!: string;

  @IsUrl(serviceUrl)
  POINTS_URL!: string;

  @IsUrl(serviceUrl)
  BENEFITS_URL!: string;

  @IsUrl(serviceUrl)
  CHURN_URL!: string;

  @IsUrl(serviceUrl)
  PARTNERS_URL!: string;

  /** Signs the access tokens of members. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_TOKEN_KEY!: string;

  /** A retailer's own issuer of member tokens; all three or none. */
  @IsOptional()
  @IsUrl(serviceUrl)
  KEEPSAKE_ISSUER_JWKS_URL?: string;

  @IsOptional()
  @IsString()
  KEEPSAKE_ISSUER?: string;

  /** The one programme that this issuer may speak for. */
  @IsOptional()
  @IsUUID()
  KEEPSAKE_ISSUER_PROGRAM_ID?: string;

  /** A credential. The default is above what one gateway can serve, so that nothing but a set limit is ever felt. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  KEEPSAKE_RATE_REQUESTS_PER_SECOND: number = 20_000;

  /** A client address that presents credentials nobody knows, or none where one is needed. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  KEEPSAKE_RATE_REFUSED_CREDENTIALS_PER_MINUTE: number = 3_000;

  /** Origins that browsers may call from, separated by commas; none by default. */
  @IsString()
  KEEPSAKE_CORS_ORIGINS: string = '';

  /** Proxies in front whose X-Forwarded-For is believed: addresses or CIDR ranges, separated by commas; none by default. */
  @IsString()
  KEEPSAKE_TRUSTED_PROXIES: string = '';

  /** A JSON file { id: query }: where it is set, GraphQL runs these operations and no others. */
  @IsOptional()
  @IsString()
  KEEPSAKE_STORED_OPERATIONS?: string;
}
