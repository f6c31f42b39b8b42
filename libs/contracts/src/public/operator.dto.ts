import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from './dto-rules.js';
import { backTestPageMax, naturalIdLengthMax, textLengthMax } from './limits.js';

const storeTagsMax = 50;
const versionMax = 2_147_483_647;
const cursorLengthMax = 512;

/** POST /v1/programs. */
export class CreateProgramDto {
  /** Lower-case letters, digits and dashes; unique on the platform. */
  @IsString() @Length(1, 32) code!: string;
  @IsString() @Length(1, textLengthMax) name!: string;
  /** Reporting currency, ISO 4217. */
  @IsString() @Length(3, 3) currency!: string;
  /** IANA zone: periods and days are this zone's. */
  @IsString() @Length(1, 64) timeZone!: string;
}

export class GeoDto {
  @IsNumber() @Min(-90) @Max(90) lat!: number;
  @IsNumber() @Min(-180) @Max(180) lng!: number;
}

/** PUT /v1/stores/{storeId}. */
export class PutStoreDto {
  @IsOptional() @IsString() @Length(1, textLengthMax) name?: string;
  @IsOptional() @IsString() @Length(1, 64) timeZone?: string;
  @IsOptional() @ValidateNested() @Type(() => GeoDto) geo?: GeoDto;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(storeTagsMax)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  tags?: string[];
}

const clientScopes = ['pos', 'app', 'partner', 'admin'] as const;

/** POST /v1/api-clients. */
export class CreateApiClientDto {
  @IsString() @Length(1, textLengthMax) name!: string;
  @IsIn(clientScopes) scope!: (typeof clientScopes)[number];
  /** Binds a pos key to one store. */
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  /** The operator's grant: webhook endpoints of this client hear the whole programme. */
  @IsOptional() @IsBoolean() programWide?: boolean;
}

/** POST /v1/{kind}/{code}/publish. */
export class PublishRuleDto {
  /** Of the draft that was reviewed; another one is refused as draft_changed. */
  @IsString() @Length(1, 128) contentHash!: string;
  @IsOptional() @IsInstant() effectiveFrom?: string;
}

/** POST /v1/{kind}/{code}/pause. */
export class PauseRuleDto {
  /** False lets it apply again; absent is true. */
  @IsOptional() @IsBoolean() paused?: boolean;
}

/** POST /v1/{kind}/{code}/rollback. */
export class RollbackRuleDto {
  /** Whose content becomes the newest version. */
  @IsInt() @Min(1) @Max(versionMax) version!: number;
}

/** POST /v1/campaigns/{code}/draft/backtest. */
export class BackTestDto {
  @IsInstant() from!: string;
  /** Until before it. */
  @IsInstant() to!: string;
  /** Purchases a page, at most. */
  @IsOptional() @IsInt() @Min(1) @Max(backTestPageMax) first?: number;
  /** `next` of the page before. */
  @IsOptional() @IsString() @Length(1, cursorLengthMax) after?: string;
  /** Of the draft on the first page: a draft that has changed since is refused. */
  @IsOptional() @IsString() @Length(1, 128) contentHash?: string;
}

/** Query parameters of what is counted over a time. */
export class InstantRangeDto {
  @IsInstant() from!: string;
  @IsInstant() to!: string;
}
