import { IsOptional, IsString, MinLength } from 'class-validator';
import { ServiceEnv } from '#platform/config/service-env';

export class PointsEnv extends ServiceEnv {
  /** Derives the claim codes of anonymous purchases: changing it makes the codes on printed receipts worthless. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_CLAIM_KEY!: string;

  /** Fingerprints member references as sent, so that a repeated post is known without keeping a card or phone number. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_REFERENCE_KEY!: string;

  /** Signs ledger transactions, so that a change made in the database shows: what was signed under another key no longer verifies. */
  @IsString()
  @MinLength(32)
  KEEPSAKE_LEDGER_KEY!: string;

  /** Where the head of the ledger's chain is written about every minute; absent is the log only. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  KEEPSAKE_LEDGER_HEADS_FILE?: string;
}
