import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { IsInstant, IsTextMap } from './dto-rules.js';
import { integerMax, metadataPairsMax, naturalIdLengthMax, textLengthMax } from './limits.js';
import { EvaluatePurchaseDto } from './purchase.dto.js';

/** Reasons and purposes are codes, never words about a person: they travel in events. */
const codePattern = /^[a-z][a-z0-9_.-]{0,63}$/;
const ttlSecondsMax = 366 * 24 * 60 * 60;
export const checkoutSecondsMax = 3_600;

/** POST /v1/points/redemptions. */
export class RedeemPointsDto {
  /** A member reference: an id, card:…, phone:…, email:…, external:… or code:…. */
  @IsString() @Length(1, textLengthMax) member!: string;
  @IsInt() @Min(1) @Max(integerMax) points!: number;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  /** What for: a lower-case code. Absent is `redemption`. */
  @IsOptional() @IsString() @Matches(codePattern) purpose?: string;
  /** When it happened; decided as of now all the same. Absent is now. */
  @IsOptional() @IsInstant() occurredAt?: string;
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}

/** POST /v1/points/holds: `expiresAt` or `ttlSeconds`; without either the programme's usual time. */
export class HoldPointsDto {
  @IsString() @Length(1, textLengthMax) member!: string;
  @IsInt() @Min(1) @Max(integerMax) points!: number;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  @IsOptional() @IsString() @Matches(codePattern) purpose?: string;
  @IsOptional() @IsInstant() expiresAt?: string;
  @IsOptional() @IsInt() @Min(1) @Max(ttlSecondsMax) ttlSeconds?: number;
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}

/** POST /v1/points/holds/{id}/capture. */
export class CaptureHoldDto {
  /** Absent is the whole; of a part the rest returns. */
  @IsOptional() @IsInt() @Min(1) @Max(integerMax) points?: number;
}

/** POST /v1/points/transfers. */
export class TransferPointsDto {
  @IsString() @Length(1, textLengthMax) from!: string;
  @IsString() @Length(1, textLengthMax) to!: string;
  @IsInt() @Min(1) @Max(integerMax) points!: number;
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}

/** Points that expired unused, to be given back. */
export class ReinstateDto {
  /** Of the member, as its list of lots shows it. */
  @IsString() @Length(1, textLengthMax) lotId!: string;
  /** Absent is as the programme's points expire. */
  @IsOptional() @IsInstant() expiresAt?: string;
}

/** POST /v1/points/adjustments. */
export class AdjustPointsDto {
  @IsString() @Length(1, textLengthMax) member!: string;
  /** Above 0 gives, below 0 takes. */
  @IsInt() @Min(-integerMax) @Max(integerMax) points!: number;
  /** A lower-case code. */
  @IsString() @Matches(codePattern) reasonCode!: string;
  /** For colleagues; nothing personal. */
  @IsOptional() @IsString() @Length(1, textLengthMax) note?: string;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  /** The points are some of those that expired with a lot: they come back as a lot of their own. */
  @IsOptional() @ValidateNested() @Type(() => ReinstateDto) reinstate?: ReinstateDto;
}

/** POST /v1/checkouts: what is asked of an evaluation, and for how long points and coupons stay reserved. */
export class OpenCheckoutDto extends EvaluatePurchaseDto {
  @IsInt() @Min(1) @Max(checkoutSecondsMax) ttlSeconds!: number;
}

/** Query parameters of a report. */
export class AsOfDto {
  /** An instant that has been. Absent is now. */
  @IsOptional() @IsInstant() asOf?: string;
}
