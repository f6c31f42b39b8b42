import { Injectable } from '@nestjs/common';
import type { CampaignReview } from '#contracts/internal/campaigns';
import { lintCampaign } from '#rules/campaigns/lint';
import type { CampaignFinding } from '#rules/campaigns/lint-findings';
import type { CampaignDocument } from '#rules/campaigns/document';
import { campaignSchema } from '#rules/campaigns/schema';
import { documentChanges } from '#rules/document-changes';
import { CampaignNotFoundError, RuleInvalidError } from '../domain/campaign.errors.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { CampaignDocumentStore } from './ports/campaign-document.store.js';

/** What an operator should know of a draft before it is published. */
@Injectable()
export class ReviewCampaigns {
  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly catalogue: CampaignCatalogue,
  ) {}

  /** What the linter finds in a draft, and what it changes. @throws CampaignNotFoundError without a draft */
  async review(programId: string, code: string): Promise<CampaignReview> {
    await this.catalogue.open(programId);
    const draft = await this.documents.findDraft(programId, code);
    if (!draft) throw new CampaignNotFoundError('draft');
    const [newest] = await this.documents.findVersions(programId, code, 1);
    return {
      contentHash: draft.contentHash,
      version: draft.version,
      findings: await this.lint(programId, draft.document),
      publishedVersion: newest?.version ?? null,
      // Every draft is another version: that is no change worth reading.
      changes: newest ? documentChanges({ ...newest.document, version: draft.version }, draft.document) : [],
    };
  }

  /** @throws RuleInvalidError with the errors that the linter finds */
  async requirePublishable(programId: string, document: CampaignDocument): Promise<void> {
    const errors = (await this.lint(programId, document)).filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return;
    throw new RuleInvalidError(errors.map(({ pointer, code, detail }) => ({ pointer, code, detail })));
  }

  schema(): typeof campaignSchema {
    return campaignSchema;
  }

  private async lint(programId: string, document: CampaignDocument): Promise<CampaignFinding[]> {
    return lintCampaign(document, await this.catalogue.decidingIn(programId));
  }
}
