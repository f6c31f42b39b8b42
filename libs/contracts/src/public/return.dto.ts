import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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
import {
  linesPerReceiptMax,
  metadataPairsMax,
  naturalIdLengthMax,
  receiptsPerBatchMax,
  textLengthMax,
} from './limits.js';

/** What comes back of one line of the receipt. */
export class ReturnItemDto {
  @IsInt() @Min(1) @Max(1_000_000) line!: number;
  /** > 0, at most 3 decimals. */
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0.001) @Max(1_000_000_000) quantity!: number;
}

/** The content of a return, whether posted or evaluated. */
export class ReturnContentDto {
  /** Of the purchase; any store's. */
  @IsString() @Length(1, naturalIdLengthMax) transactionId!: string;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(linesPerReceiptMax)
  @ValidateNested({ each: true })
  @Type(() => ReturnItemDto)
  items!: ReturnItemDto[];
  /** Refuses a return whose purchase is not here yet, instead of parking it. */
  @IsOptional() @IsBoolean() requirePurchase?: boolean;
  /** At most 50 pairs of strings: the place for a till's extras. */
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}

/** POST /v1/returns. */
export class ReturnDto extends ReturnContentDto {
  /** Natural id, unique in the programme for ever. */
  @IsString() @Length(1, naturalIdLengthMax) returnId!: string;
  /** RFC 3339 with zone, from 1970 to 5 minutes ahead. */
  @IsInstant() occurredAt!: string;
}

/** POST /v1/returns/evaluate: what a return would give back; nothing is written. */
export class EvaluateReturnDto extends ReturnContentDto {
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) returnId?: string;
  @IsOptional() @IsInstant() occurredAt?: string;
}

/** POST /v1/returns/batch. Each item is checked on its own as a ReturnDto, so that one bad return refuses no other. */
export class ReturnBatchDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(receiptsPerBatchMax)
  @IsObject({ each: true })
  returns!: Record<string, unknown>[];
}

/** POST /v1/purchases/{transactionId}/void. */
export class VoidPurchaseDto {
  /** Natural id, unique in the programme for ever. */
  @IsString() @Length(1, naturalIdLengthMax) voidId!: string;
  @IsOptional() @IsString() @Length(1, naturalIdLengthMax) storeId?: string;
  /** RFC 3339 with zone, from 1970 to 5 minutes ahead. */
  @IsInstant() occurredAt!: string;
  /** A code such as wrong_member; other text is kept here and not passed on. */
  @IsOptional() @IsString() @Length(1, textLengthMax) reason?: string;
  /** At most 50 pairs of strings: the place for a till's extras. */
  @IsOptional() @IsTextMap(metadataPairsMax, textLengthMax) metadata?: Record<string, string>;
}
