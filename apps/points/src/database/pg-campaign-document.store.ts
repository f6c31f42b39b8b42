import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  CampaignDocumentStore,
  type CampaignDraft,
  type CampaignVersion,
  type ListedCampaign,
  type WindowCounts,
} from '../application/ports/campaign-document.store.js';

const versionColumns = `c.code, c.version, c.content_hash AS "contentHash", c.document,
  c.effective_from AS "effectiveFrom", c.published_at AS "publishedAt"`;

@Injectable()
export class PgCampaignDocumentStore extends CampaignDocumentStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async lock(programId: string, code: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `campaign/${programId}/${code}`,
    ]);
  }

  override async findDraft(programId: string, code: string): Promise<CampaignDraft | undefined> {
    const [draft] = await this.database.query<CampaignDraft>(
      `SELECT code, version, content_hash AS "contentHash", document
         FROM campaign_drafts WHERE program_id = $1 AND code = $2`,
      [programId, code],
    );
    return draft;
  }

  override async putDraft(
    programId: string,
    { code, version, contentHash, document }: CampaignDraft,
    at: Date,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO campaign_drafts (program_id, code, version, document, content_hash, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (program_id, code) DO UPDATE
          SET version = excluded.version, document = excluded.document, content_hash = excluded.content_hash,
              updated_at = excluded.updated_at`,
      [programId, code, version, JSON.stringify(document), contentHash, at],
    );
  }

  override async deleteDraft(programId: string, code: string): Promise<void> {
    await this.database.query('DELETE FROM campaign_drafts WHERE program_id = $1 AND code = $2', [programId, code]);
  }

  override findVersions(programId: string, code: string, first: number): Promise<CampaignVersion[]> {
    return this.database.query<CampaignVersion>(
      `SELECT ${versionColumns} FROM campaigns c WHERE c.program_id = $1 AND c.code = $2
        ORDER BY c.version DESC LIMIT $3`,
      [programId, code, first],
    );
  }

  override async findVersion(programId: string, code: string, version: number): Promise<CampaignVersion | undefined> {
    const [found] = await this.database.query<CampaignVersion>(
      `SELECT ${versionColumns} FROM campaigns c WHERE c.program_id = $1 AND c.code = $2 AND c.version = $3`,
      [programId, code, version],
    );
    return found;
  }

  override async findByHash(
    programId: string,
    code: string,
    contentHash: string,
  ): Promise<CampaignVersion | undefined> {
    const [found] = await this.database.query<CampaignVersion>(
      `SELECT ${versionColumns} FROM campaigns c WHERE c.program_id = $1 AND c.code = $2 AND c.content_hash = $3
        ORDER BY c.version DESC LIMIT 1`,
      [programId, code, contentHash],
    );
    return found;
  }

  override async addVersion(programId: string, version: CampaignVersion): Promise<boolean> {
    const added = await this.database.affect(
      `INSERT INTO campaigns (program_id, code, version, document, content_hash, effective_from, published_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [
        programId,
        version.code,
        version.version,
        JSON.stringify(version.document),
        version.contentHash,
        version.effectiveFrom,
        version.publishedAt,
      ],
    );
    return added === 1;
  }

  override async isPaused(programId: string, code: string): Promise<boolean> {
    const paused = await this.database.query('SELECT 1 FROM campaign_pauses WHERE program_id = $1 AND code = $2', [
      programId,
      code,
    ]);
    return paused.length > 0;
  }

  override async setPaused(programId: string, code: string, pausedAt: Date | null): Promise<boolean> {
    const changed =
      pausedAt === null
        ? await this.database.affect('DELETE FROM campaign_pauses WHERE program_id = $1 AND code = $2', [
            programId,
            code,
          ])
        : await this.database.affect(
            'INSERT INTO campaign_pauses (program_id, code, paused_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
            [programId, code, pausedAt],
          );
    return changed === 1;
  }

  override list(programId: string, { first, after }: { first: number; after?: string }): Promise<ListedCampaign[]> {
    return this.database.query<ListedCampaign>(listSql, [programId, after ?? '', first]);
  }

  override async findRevision(programId: string): Promise<number> {
    const [row] = await this.database.query<{ revision: number }>(
      'SELECT revision FROM campaign_revisions WHERE program_id = $1',
      [programId],
    );
    return row?.revision ?? 0;
  }

  override async raiseRevision(programId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO campaign_revisions (program_id, revision) VALUES ($1, 1)
       ON CONFLICT (program_id) DO UPDATE SET revision = campaign_revisions.revision + 1`,
      [programId],
    );
  }

  override findDeciding(programId: string): Promise<CampaignVersion[]> {
    return this.database.query<CampaignVersion>(decidingSql, [programId]);
  }

  override async countWindows(
    programId: string,
    code: string,
    { from, to }: { from: Date; to: Date },
  ): Promise<WindowCounts> {
    const [counts] = await this.database.query<WindowCounts>(
      `SELECT count(*) AS opened, count(completed_at) AS completed
         FROM offer_windows WHERE program_id = $1 AND campaign = $2 AND opened_at BETWEEN $3 AND $4`,
      [programId, code, from, to],
    );
    return counts ?? { opened: 0, completed: 0 };
  }
}

/** From the newest version that decides for ever on; where there is none, from the first. */
const decidingSql = `
  SELECT ${versionColumns}
    FROM campaigns c
    JOIN (SELECT code, coalesce(max(version) FILTER (WHERE effective_from IS NULL), 1) AS since
            FROM campaigns WHERE program_id = $1 GROUP BY code) d USING (code)
   WHERE c.program_id = $1 AND c.version >= d.since
     AND NOT EXISTS (SELECT FROM campaign_pauses p WHERE p.program_id = $1 AND p.code = c.code)
   ORDER BY c.code, c.version`;

/** Where a code has versions, its draft is not listed. */
const listSql = `
  SELECT n.code, n.version, n."contentHash", n.document, n."effectiveFrom", n."publishedAt",
         EXISTS (SELECT FROM campaign_pauses p WHERE p.program_id = $1 AND p.code = n.code) AS "isPaused"
    FROM (SELECT DISTINCT ON (c.code) ${versionColumns}
            FROM (SELECT code, version, content_hash, document, effective_from, published_at, version AS rank
                    FROM campaigns WHERE program_id = $1
                   UNION ALL
                  SELECT code, version, content_hash, document, NULL, NULL, 0
                    FROM campaign_drafts WHERE program_id = $1) c
           WHERE c.code > $2
           ORDER BY c.code, c.rank DESC) n
   ORDER BY n.code
   LIMIT $3`;
