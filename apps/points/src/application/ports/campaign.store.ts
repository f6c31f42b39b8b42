import type { Campaign } from '../../domain/campaign.js';

/** Earning campaigns by version. */
export abstract class CampaignStore {
  /** Every published version, ordered by code. */
  abstract findPublished(programId: string): Promise<Campaign[]>;

  /** @returns whether this call published it; false when it was there */
  abstract publish(programId: string, campaign: Campaign, publishedAt: Date): Promise<boolean>;
}
