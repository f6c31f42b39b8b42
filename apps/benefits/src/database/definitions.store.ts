import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Database } from '#platform/database/database';
import { Definitions, type DefinitionVersion } from '../application/ports/definitions.js';
import { defaultVersions } from '../domain/default-benefits.js';
import type { PublishedBenefit } from '../domain/grant.js';

const publishedAgeMsMax = 500;
const cachedVersionsMax = 10_000;

interface Cached {
  readonly readAtMs: number;
  readonly benefits: Promise<readonly PublishedBenefit[]>;
}

const versionColumns = 'code, version, content_hash AS "contentHash", definition';

/** Definitions are read on every event and query: the newest of a programme are kept for half a second, a version for good. */
@Injectable()
export class DefinitionsStore extends Definitions {
  private readonly newest = new Map<string, Cached>();
  private readonly byVersion = new Map<string, PublishedBenefit>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override published(programId: string): Promise<readonly PublishedBenefit[]> {
    const nowMs = this.clock.now().getTime();
    const cached = this.newest.get(programId);
    if (cached && nowMs - cached.readAtMs < publishedAgeMsMax) return cached.benefits;
    const benefits = this.readPublished(programId);
    this.newest.set(programId, { readAtMs: nowMs, benefits });
    benefits.catch(() => this.newest.delete(programId));
    return benefits;
  }

  override async version(programId: string, code: string, version: number): Promise<PublishedBenefit | undefined> {
    const key = `${programId}/${code}/${String(version)}`;
    const known = this.byVersion.get(key);
    if (known) return known;
    const [found] = await this.database.query<PublishedBenefit>(
      `SELECT ${versionColumns} FROM benefit_versions WHERE program_id = $1 AND code = $2 AND version = $3`,
      [programId, code, version],
    );
    if (found) {
      if (this.byVersion.size >= cachedVersionsMax) this.byVersion.clear();
      this.byVersion.set(key, found);
    }
    return found;
  }

  override async findDraft(programId: string, code: string): Promise<DefinitionVersion | undefined> {
    const [draft] = await this.database.query<DefinitionVersion>(
      `SELECT code, NULL::integer AS version, 'draft' AS status, content_hash AS "contentHash", definition, NULL::timestamptz AS "publishedAt"
         FROM benefit_drafts WHERE program_id = $1 AND code = $2`,
      [programId, code],
    );
    return draft;
  }

  override async putDraft(draft: Parameters<Definitions['putDraft']>[0]): Promise<DefinitionVersion> {
    await this.database.query(
      `INSERT INTO benefit_drafts (program_id, code, content_hash, definition, updated_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (program_id, code) DO UPDATE
          SET content_hash = excluded.content_hash, definition = excluded.definition, updated_at = excluded.updated_at`,
      [draft.programId, draft.code, draft.contentHash, JSON.stringify(draft.definition), draft.at],
    );
    return {
      code: draft.code,
      version: null,
      status: 'draft',
      contentHash: draft.contentHash,
      definition: draft.definition,
      publishedAt: null,
    };
  }

  override async publish({
    programId,
    code,
    contentHash,
    definition,
    at,
  }: Parameters<Definitions['publish']>[0]): Promise<DefinitionVersion> {
    const [published] = await this.database.query<{ version: number }>(
      `INSERT INTO benefit_versions (program_id, code, version, content_hash, definition, published_at)
       SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5 FROM benefit_versions WHERE program_id = $1 AND code = $2
       RETURNING version`,
      [programId, code, contentHash, JSON.stringify(definition), at],
    );
    await this.database.query('DELETE FROM benefit_drafts WHERE program_id = $1 AND code = $2', [programId, code]);
    this.database.afterCommit(() => this.newest.delete(programId));
    return { code, version: published?.version ?? null, status: 'published', contentHash, definition, publishedAt: at };
  }

  override versions(programId: string, code: string): Promise<readonly DefinitionVersion[]> {
    return this.database.query<DefinitionVersion>(
      `SELECT code, version, content_hash AS "contentHash", definition, published_at AS "publishedAt",
              CASE WHEN version = max(version) OVER () THEN 'published' ELSE 'retired' END AS status
         FROM benefit_versions WHERE program_id = $1 AND code = $2 ORDER BY version DESC`,
      [programId, code],
    );
  }

  override async lock(programId: string, code: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `benefit/${programId}/${code}`,
    ]);
  }

  private async readPublished(programId: string): Promise<readonly PublishedBenefit[]> {
    const found = await this.readNewest(programId);
    if (found.length > 0) return found;
    const defaults = defaultVersions();
    await this.database.query(
      `INSERT INTO benefit_versions (program_id, code, version, content_hash, definition, published_at)
       SELECT $1, code, 1, content_hash, definition, $5 FROM unnest($2::text[], $3::text[], $4::jsonb[]) AS d (code, content_hash, definition)
       ON CONFLICT (program_id, code, version) DO NOTHING`,
      [
        programId,
        defaults.map(({ code }) => code),
        defaults.map(({ contentHash }) => contentHash),
        defaults.map(({ definition }) => JSON.stringify(definition)),
        this.clock.now(),
      ],
    );
    return this.readNewest(programId);
  }

  private readNewest(programId: string): Promise<PublishedBenefit[]> {
    return this.database.query<PublishedBenefit>(
      `SELECT DISTINCT ON (code) ${versionColumns} FROM benefit_versions WHERE program_id = $1 ORDER BY code, version DESC`,
      [programId],
    );
  }
}
