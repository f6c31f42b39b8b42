import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { parseInstant } from '#kernel/instant';
import { Transactions } from '#kernel/transactions';
import { invalidField } from '#contracts/errors/refusals';
import { EventOutbox } from '#contracts/events/outbox';
import type { CampaignVersionView } from '#contracts/internal/campaigns';
import { canonicalJson } from '#kernel/canonical-json';
import type { Campaign, CampaignDocument } from '#rules/campaigns/document';
import { parseCampaign } from '#rules/campaigns/parse';
import { CampaignNotFoundError, DraftChangedError, RuleInvalidError } from '../domain/campaign.errors.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { draftView, listedView, versionViews } from './campaign-view.js';
import { CampaignDocumentStore, type CampaignVersion } from './ports/campaign-document.store.js';
import { ReviewCampaigns } from './review-campaigns.js';

const versionsListedMax = 200;
/** As RFC 9110 has it: whatever is there, but something. */
const anyVersion = '*';

interface NewVersion {
  readonly campaign: Campaign;
  readonly effectiveFrom: Date | null;
}

/** Campaigns as versioned documents: a draft, then published for ever; a change is a new version. */
@Injectable()
export class DefineCampaigns {
  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly catalogue: CampaignCatalogue,
    private readonly review: ReviewCampaigns,
    private readonly transactions: Transactions,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ifMatch content hash of what the caller began with: the draft's, or without one that of the newest version; absent overwrites
   * @throws RuleInvalidError, DraftChangedError
   */
  async putDraft(
    programId: string,
    { code, definition, ifMatch }: { code: string; definition: unknown; ifMatch?: string },
  ): Promise<CampaignVersionView> {
    await this.catalogue.open(programId);
    return this.change(programId, code, async (newest) => {
      const version = (newest?.version ?? 0) + 1;
      const { document, contentHash } = parsed(definition, { code, version });
      if (ifMatch !== undefined) {
        const before = (await this.documents.findDraft(programId, code)) ?? newest;
        if (ifMatch === anyVersion ? !before : before?.contentHash !== ifMatch) throw new DraftChangedError();
      }
      const draft = { code, version, document, contentHash };
      await this.documents.putDraft(programId, draft, this.clock.now());
      return draftView(draft);
    });
  }

  /**
   * The draft takes the place of the newest version, and is no draft any more.
   *
   * @throws CampaignNotFoundError without a draft, DraftChangedError when it is another one, RuleInvalidError with the linter's errors
   */
  async publish(
    programId: string,
    { code, contentHash, effectiveFrom }: { code: string; contentHash: string; effectiveFrom?: string },
  ): Promise<CampaignVersionView> {
    await this.catalogue.open(programId);
    return this.change(programId, code, async (newest) => {
      const draft = await this.documents.findDraft(programId, code);
      if (draft?.contentHash !== contentHash) {
        // A repeated publication finds its draft gone: the version that it made is the answer.
        const made = await this.documents.findByHash(programId, code, contentHash);
        if (made) return this.viewOf(programId, made, newest);
        throw draft ? new DraftChangedError() : new CampaignNotFoundError('draft');
      }
      if (draft.version !== (newest?.version ?? 0) + 1) throw new DraftChangedError();
      await this.review.requirePublishable(programId, draft.document);
      await this.documents.deleteDraft(programId, code);
      return this.add(programId, { campaign: draft, effectiveFrom: instantOf(effectiveFrom) });
    });
  }

  /** @throws CampaignNotFoundError when nothing of it is published */
  async pause(programId: string, { code, paused }: { code: string; paused: boolean }): Promise<CampaignVersionView> {
    await this.catalogue.open(programId);
    return this.change(programId, code, async (newest) => {
      if (!newest) throw new CampaignNotFoundError('campaign');
      const changed = await this.documents.setPaused(programId, code, paused ? this.clock.now() : null);
      if (changed) await this.documents.raiseRevision(programId);
      return this.viewOf(programId, newest, newest);
    });
  }

  /**
   * The content of an older version becomes the newest one, in force from ever.
   *
   * @throws CampaignNotFoundError, RuleInvalidError
   */
  async rollback(
    programId: string,
    { code, version }: { code: string; version: number },
  ): Promise<CampaignVersionView> {
    await this.catalogue.open(programId);
    return this.change(programId, code, async (newest) => {
      if (!newest) throw new CampaignNotFoundError('campaign');
      const old = await this.documents.findVersion(programId, code, version);
      if (!old) throw new CampaignNotFoundError('version');
      // A repeated rollback finds what it made.
      const isThere = newest.effectiveFrom === null && sameContent(newest.document, old.document);
      if (isThere && !(await this.documents.isPaused(programId, code))) {
        return this.viewOf(programId, newest, newest);
      }
      const campaign = parsed(contentOf(old.document), { code, version: newest.version + 1 });
      await this.review.requirePublishable(programId, campaign.document);
      return this.add(programId, { campaign, effectiveFrom: null });
    });
  }

  /** The draft first, then the newest 200 versions. @throws CampaignNotFoundError */
  async versions(programId: string, code: string): Promise<CampaignVersionView[]> {
    await this.catalogue.open(programId);
    const [draft, versions, isPaused] = await Promise.all([
      this.documents.findDraft(programId, code),
      this.documents.findVersions(programId, code, versionsListedMax),
      this.documents.isPaused(programId, code),
    ]);
    if (!draft && versions.length === 0) throw new CampaignNotFoundError('campaign');
    return [...(draft ? [draftView(draft)] : []), ...versionViews(versions, isPaused)];
  }

  /** By code, after `after`. */
  async list(programId: string, page: { first: number; after?: string }): Promise<CampaignVersionView[]> {
    await this.catalogue.open(programId);
    return (await this.documents.list(programId, page)).map(listedView);
  }

  /** How many windows of an offer were opened in [from, to], and how many of them are completed. */
  countWindows(
    programId: string,
    { code, from, to }: { code: string; from: string; to: string },
  ): Promise<{ readonly opened: number; readonly completed: number }> {
    const period = { from: requiredInstant('from', from), to: requiredInstant('to', to) };
    return this.documents.countWindows(programId, code, period);
  }

  /** Changes one code, one change at a time, knowing its newest version. */
  private async change<Result>(
    programId: string,
    code: string,
    work: (newest: CampaignVersion | undefined) => Promise<Result>,
  ): Promise<Result> {
    const result = await this.transactions.run(async () => {
      await this.documents.lock(programId, code);
      const [newest] = await this.documents.findVersions(programId, code, 1);
      return work(newest);
    });
    this.catalogue.forget(programId);
    return result;
  }

  /** In force from the end of this transaction on, also where the campaign was paused. */
  private async add(programId: string, { campaign, effectiveFrom }: NewVersion): Promise<CampaignVersionView> {
    const { document, contentHash } = campaign;
    const { code, version } = document;
    const publishedAt = this.clock.now();
    const published = { code, version, contentHash, document, effectiveFrom, publishedAt };
    if (!(await this.documents.addVersion(programId, published))) throw new DraftChangedError();
    await this.documents.setPaused(programId, code, null);
    await this.outbox.append([
      {
        type: 'points.campaign-published.v1',
        programId,
        occurredAt: publishedAt,
        recordedAt: publishedAt,
        data: { code, version, contentHash, effectiveFrom: effectiveFrom?.toISOString() ?? null },
      },
    ]);
    await this.documents.raiseRevision(programId);
    return this.viewOf(programId, published, published);
  }

  private async viewOf(
    programId: string,
    version: CampaignVersion,
    newest: CampaignVersion | undefined,
  ): Promise<CampaignVersionView> {
    const isPaused = await this.documents.isPaused(programId, version.code);
    const [view] = versionViews([version], isPaused, newest?.version);
    if (!view) throw new Error('A version has a view.');
    return view;
  }
}

/** @throws RuleInvalidError */
function parsed(definition: unknown, identity: { code: string; version: number }): Campaign {
  const result = parseCampaign(definition, identity);
  if (result.ok) return result.campaign;
  throw new RuleInvalidError(result.problems.map(({ pointer, detail }) => ({ pointer, code: 'rule_invalid', detail })));
}

/** What a document says, whichever version it is. */
function contentOf({ code, version, ...content }: CampaignDocument): Omit<CampaignDocument, 'code' | 'version'> {
  return content;
}

function sameContent(one: CampaignDocument, other: CampaignDocument): boolean {
  return canonicalJson(contentOf(one)) === canonicalJson(contentOf(other));
}

function instantOf(effectiveFrom: string | undefined): Date | null {
  return effectiveFrom === undefined ? null : requiredInstant('/effectiveFrom', effectiveFrom);
}

function requiredInstant(pointer: string, text: string): Date {
  const instant = parseInstant(text);
  if (!instant) throw invalidField('invalid_value', pointer, 'This must be an RFC 3339 time with zone.');
  return instant;
}
