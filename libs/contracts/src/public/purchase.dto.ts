import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsTextMap } from './dto-rules.js';
import { channels } from './channels.js';
import type { Channel } from './channels.js';
import {
  couponsPerPurchaseMax,
  integerMax,
  linesPerReceiptMax,
  metadataPairsMax,
  naturalIdLengthMax,
  receiptsPerBatchMax,
  textLengthMax,
} from './limits.js';

/** One line of a receipt. Amounts are minor units of the receipt's currency. */
export class PurchaseItemDto {
  @IsInt() @Min(1) @Max(1_000_000) line!: number;
  @IsString() @Length(1, textLengthMax) sku!: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) name?: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) category?: string;
  /** > 0, at most 3 decimals; a fractional one needs lineTotalMinor. */
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0.001) @Max(1_000_000_000) quantity!: number;
  @IsInt() @Min(0) @Max(integerMax) unitPriceMinor!: number;
  @IsOptional() @IsInt() @Min(0) @Max(integerMax) discountMinor?: number;
  /** Before discount; authoritative where given. */
  @IsOptional() @IsInt() @Min(0) @Max(integerMax) lineTotalMinor?: number;
  @IsOptional() @IsIn(['product', 'service', 'fee', 'gift_card']) kind?: 'product' | 'service' | 'fee' | 'gift_card';
}

export class TenderDto {
  @IsString() @Length(1, textLengthMax) type!: string;
  @IsInt() @Min(0) @Max(integerMax) amountMinor!: number;
}

export class RedeemDto {
  @IsInt() @Min(1) @Max(integerMax) points!: number;
}

/** The content of a purchase, whether posted or evaluated. */
export class PurchaseContentDto {
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  @IsOptional() @IsString() @Length(1, textLengthMax) tillId?: string;
  /** A member reference: an id, card:…, phone:…, email:…, external:… or code:…. Absent is anonymous. */
  @IsOptional() @IsString() @Length(1, textLengthMax) member?: string;
  @IsOptional() @IsIn(channels) channel?: Channel;
  @IsString() @Length(1, 8) currency!: string;
  @IsInt() @Min(0) @Max(integerMax) totalMinor!: number;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(linesPerReceiptMax)
  @ValidateNested({ each: true })
  @Type(() => PurchaseItemDto)
  items!: PurchaseItemDto[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => TenderDto)
  tenders?: TenderDto[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(couponsPerPurchaseMax)
  @IsString({ each: true })
  @Length(1, textLengthMax, { each: true })
  coupons?: string[];
  @IsOptional() @ValidateNested() @Type(() => RedeemDto) redeem?: RedeemDto;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) checkoutId?: string;
  @IsOptional() @IsBoolean() settled?: boolean;
  /** At most 50 pairs of strings: the place for a till's extras. */
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}

/** POST /v1/purchases. */
export class PurchaseDto extends PurchaseContentDto {
  /** Natural id, unique in the programme for ever. */
  @IsString() @Length(1, naturalIdLengthMax) transactionId!: string;
  /** RFC 3339 with zone, from 1970 to 5 minutes ahead. */
  @IsInstant() occurredAt!: string;
}

/** POST /v1/purchases/evaluate: what a purchase would earn; nothing is written. */
export class EvaluatePurchaseDto extends PurchaseContentDto {
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) transactionId?: string;
  @IsOptional() @IsInstant() occurredAt?: string;
  /** Evaluates another instant. */
  @IsOptional() @IsInstant() at?: string;
}

/** POST /v1/campaigns/{code}/draft/evaluate: one of the two. */
export class TryCampaignDto {
  /** A purchase that is asked about. */
  @IsOptional() @ValidateNested() @Type(() => EvaluatePurchaseDto) purchase?: EvaluatePurchaseDto;
  /** Of a stored purchase. */
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) transactionId?: string;
}

/** POST /v1/purchases/batch. Each item is checked on its own as a PurchaseDto, so that one bad receipt refuses no other. */
export class PurchaseBatchDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(receiptsPerBatchMax)
  @IsObject({ each: true })
  purchases!: Record<string, unknown>[];
}

/** POST /v1/purchases/{transactionId}/claim. */
export class ClaimPurchaseDto {
  @IsString() @Length(1, naturalIdLengthMax) claimCode!: string;
  @IsString() @Length(1, textLengthMax) member!: string;
}
