import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { channels } from './channels.js';
import type { Channel } from './channels.js';
import { IsDay, IsInstant, IsNullable } from './dto-rules.js';
import { naturalIdLengthMax, textLengthMax } from './limits.js';
import { PageDto } from './paging.dto.js';

const identifiersMax = 20;
const consentsMax = 50;
const tokenLengthMax = 512;
const accessSecondsMax = 30 * 24 * 60 * 60;

/** Another way to find a member, for instance { type: "wechat_openid", source: "<app id>", value: "…" }. */
export class IdentifierDto {
  @IsString() @Length(1, textLengthMax) type!: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) source?: string;
  @IsString() @Length(1, textLengthMax) value!: string;
}

export class ConsentDto {
  @IsString() @Length(1, textLengthMax) purpose!: string;
  /** Absent is every channel. */
  @IsOptional() @IsString() @Length(1, textLengthMax) channel?: string;
  @IsBoolean() granted!: boolean;
}

/** POST /v1/members. */
export class EnrollMemberDto {
  @IsOptional() @IsString() @Length(1, textLengthMax) externalId?: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) card?: string;
  /** E.164, with its country code. */
  @IsOptional() @IsString() @Length(1, textLengthMax) phone?: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) email?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(identifiersMax)
  @ValidateNested({ each: true })
  @Type(() => IdentifierDto)
  identifiers?: IdentifierDto[];
  @IsOptional() @IsString() @Length(1, textLengthMax) name?: string;
  @IsOptional() @IsDay() birthday?: string;
  @IsIn(channels) channel!: Channel;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  /** From 1970 to 5 minutes ahead; absent is now. */
  @IsOptional() @IsInstant() enrolledAt?: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) referralCode?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(consentsMax)
  @ValidateNested({ each: true })
  @Type(() => ConsentDto)
  consents?: ConsentDto[];
  @IsOptional() @IsObject() attributes?: Record<string, unknown>;
  /** What a member who is there already gets: a refusal, or the member. */
  @IsOptional() @IsIn(['refuse', 'return']) ifExists?: 'refuse' | 'return';
}

/** PATCH /v1/members/{ref}: what is given changes, null removes. */
export class UpdateMemberDto {
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) externalId?: string | null;
  /** A card that is replaced or removed is dead for ever. */
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) card?: string | null;
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) phone?: string | null;
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) email?: string | null;
  @IsOptional()
  @IsNullable()
  @IsArray()
  @ArrayMaxSize(identifiersMax)
  @ValidateNested({ each: true })
  @Type(() => IdentifierDto)
  identifiers?: IdentifierDto[] | null;
  @IsOptional() @IsNullable() @IsString() @Length(1, textLengthMax) name?: string | null;
  @IsOptional() @IsNullable() @IsDay() birthday?: string | null;
  @IsOptional() @IsNullable() @IsString() @Length(1, naturalIdLengthMax) storeId?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(consentsMax)
  @ValidateNested({ each: true })
  @Type(() => ConsentDto)
  consents?: ConsentDto[];
  /** Merged by name; a name with null is removed. */
  @IsOptional() @IsNullable() @IsObject() attributes?: Record<string, unknown> | null;
  @IsOptional() @IsIn(['active', 'earn_only', 'suspended', 'closed']) status?:
    'active' | 'earn_only' | 'suspended' | 'closed';
  /** Needed with status: a lower-case code. */
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) reasonCode?: string;
}

/** POST /v1/members/identify. */
export class IdentifyMemberDto {
  @IsString() @Length(1, textLengthMax) member!: string;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
}

/** POST /v1/events: whatever else a member does. */
export class RecordActivityDto {
  /** Natural id, unique in the programme for ever. */
  @IsString() @Length(1, naturalIdLengthMax) eventId!: string;
  /** check_in, review, share, visit, survey, … */
  @IsString() @Length(1, naturalIdLengthMax) type!: string;
  @IsString() @Length(1, textLengthMax) member!: string;
  @IsInstant() occurredAt!: string;
  /** Facts for rules and events: texts, numbers, booleans. Nothing personal. */
  @IsOptional() @IsObject() data?: Record<string, unknown>;
}

/** POST /v1/member-tokens: after the retailer's backend has signed the member in. */
export class OpenSessionDto {
  @IsString() @Length(1, textLengthMax) member!: string;
  /** Life of an access token; absent is an hour. */
  @IsOptional() @IsInt() @Min(1) @Max(accessSecondsMax) ttlSeconds?: number;
}

/** POST /v1/member-tokens/refresh. */
export class RefreshSessionDto {
  @IsString() @Length(1, tokenLengthMax) refreshToken!: string;
}

const benefitStatuses = ['USABLE', 'NOT_USABLE', 'USED', 'RETURNED', 'EXPIRED', 'REVOKED'] as const;

/** Query parameters of GET /v1/members/{ref}/benefits. */
export class BenefitPageDto extends PageDto {
  @IsOptional() @IsIn(benefitStatuses) status?: (typeof benefitStatuses)[number];
  /** Judges usableNow and whyNot at this store. */
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
}
