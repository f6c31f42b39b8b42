import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { CampaignStore } from '../application/ports/campaign.store.js';
import type { Campaign, CampaignDocument } from '../domain/campaign.js';
import { CampaignRow } from './rows.js';

@Injectable()
export class PgCampaignStore extends CampaignStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async findPublished(programId: string): Promise<Campaign[]> {
    const rows = await this.database.manager().find(CampaignRow, {
      where: { programId, state: 'published' },
      order: { code: 'ASC', version: 'ASC' },
    });
    return rows.map(({ document, contentHash }) => ({ document: document as CampaignDocument, contentHash }));
  }

  override async publish(programId: string, { document, contentHash }: Campaign, publishedAt: Date): Promise<boolean> {
    const published = await this.database.affect(
      `INSERT INTO campaigns (program_id, code, version, state, document, content_hash, published_at)
       VALUES ($1, $2, $3, 'published', $4, $5, $6) ON CONFLICT DO NOTHING`,
      [programId, document.code, document.version, JSON.stringify(document), contentHash, publishedAt],
    );
    return published === 1;
  }
}
