import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { IsInstant, IsNullable } from './dto-rules.js';
import { textLengthMax } from './limits.js';
import { PageDto } from './paging.dto.js';

const patternsMax = 100;
const urlLengthMax = 2_048;

/** POST /v1/webhook-endpoints. */
export class CreateWebhookEndpointDto {
  /** https on a public address, port 443 or 8443. */
  @IsString() @Length(1, urlLengthMax) url!: string;
  /** Event types, `source.*` or `*`. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(patternsMax)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, textLengthMax, { each: true })
  events!: string[];
  @IsOptional() @IsString() @Length(1, textLengthMax) description?: string;
}

/** PATCH /v1/webhook-endpoints/{id}. */
export class UpdateWebhookEndpointDto {
  @IsOptional() @IsString() @Length(1, urlLengthMax) url?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(patternsMax)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, textLengthMax, { each: true })
  events?: string[];
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) description?: string | null;
  @IsOptional() @IsIn(['enabled', 'disabled']) status?: 'enabled' | 'disabled';
}

/** POST /v1/webhook-endpoints/{id}/replay. */
export class ReplayDeliveriesDto {
  @IsInstant() since!: string;
  @IsOptional() @IsInstant() until?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(patternsMax)
  @IsString({ each: true })
  @Length(1, textLengthMax, { each: true })
  types?: string[];
  /** Absent is failed. */
  @IsOptional() @IsIn(['failed', 'all']) only?: 'failed' | 'all';
}

const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;

/** Query parameters of GET /v1/webhook-endpoints/{id}/deliveries. */
export class DeliveryPageDto extends PageDto {
  @IsOptional() @IsIn(deliveryStatuses) status?: (typeof deliveryStatuses)[number];
}
