import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { pageSizeMax } from '../internal/paging.js';

const cursorLengthMax = 512;

/** Query parameters of a list. */
export class PageDto {
  @IsOptional() @IsInt() @Min(1) @Max(pageSizeMax) first?: number;
  /** The endCursor of the page before. */
  @IsOptional() @IsString() @Length(1, cursorLengthMax) after?: string;
}
