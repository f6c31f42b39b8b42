import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { type CampaignIndex, compileCampaigns, type PublishedCampaign } from '#rules/campaigns/campaign-index';
import { baseCampaign } from '../domain/campaign.js';
import { decidingVersions } from '../domain/deciding-versions.js';
import { CampaignDocumentStore, type CampaignVersion } from './ports/campaign-document.store.js';
import { ProgramCache } from './program-cache.js';

/** A publication takes effect in every process within a second: the reading of a thousand documents takes its own time. */
const freshness = { refreshAfterMs: 250, freshMsMax: 500 };

interface Catalogue {
  /** Of the campaigns that were read; 0 is a programme that has none yet. */
  readonly revision: number;
  /** In the order of codes, then newest first. */
  readonly campaigns: readonly PublishedCampaign[];
  readonly index: CampaignIndex;
}

/**
 * The campaigns that decide in a programme, as each process keeps them: compiled once a change, which one small read notices. A
 * programme seen for the first time gets `base`.
 */
@Injectable()
export class CampaignCatalogue {
  private readonly catalogues: ProgramCache<Catalogue>;

  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly transactions: Transactions,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {
    const load = (programId: string, before: Catalogue | undefined): Promise<Catalogue> => this.load(programId, before);
    this.catalogues = new ProgramCache(load, freshness, transactions, clock);
  }

  async indexFor(programId: string): Promise<CampaignIndex> {
    return (await this.catalogues.get(programId)).index;
  }

  async decidingIn(programId: string): Promise<readonly PublishedCampaign[]> {
    return (await this.catalogues.get(programId)).campaigns;
  }

  /** Before the transaction of a write: what a new programme begins with must not be undone with a refusal. */
  async open(programId: string): Promise<void> {
    await this.catalogues.get(programId);
  }

  /** This process has changed something: it reads at the next question. */
  forget(programId: string): void {
    this.catalogues.forget(programId);
  }

  private async load(programId: string, before: Catalogue | undefined): Promise<Catalogue> {
    let revision = await this.documents.findRevision(programId);
    if (before?.revision === revision && revision > 0) return before;
    if (revision === 0) {
      await this.transactions.run(() => this.publishBase(programId));
      revision = await this.documents.findRevision(programId);
    }
    // Read after the revision: what is published in between is read again, never missed.
    const campaigns = byCode(await this.documents.findDeciding(programId)).flatMap(decidingVersions);
    return { revision, campaigns, index: compileCampaigns(campaigns) };
  }

  /** Many processes may meet a new programme at once: one of them publishes. */
  private async publishBase(programId: string): Promise<void> {
    const { document, contentHash } = baseCampaign();
    const { code, version } = document;
    const publishedAt = this.clock.now();
    const base = { code, version, contentHash, document, effectiveFrom: null, publishedAt };
    if (!(await this.documents.addVersion(programId, base))) return;
    await this.documents.raiseRevision(programId);
    await this.outbox.append([
      {
        type: 'points.campaign-published.v1',
        programId,
        occurredAt: publishedAt,
        recordedAt: publishedAt,
        data: { code, version, contentHash, effectiveFrom: null },
      },
    ]);
  }
}

/** Versions of each code, newest first. */
function byCode(versions: readonly CampaignVersion[]): CampaignVersion[][] {
  const groups = new Map<string, CampaignVersion[]>();
  for (const version of versions) {
    const group = groups.get(version.code);
    if (group) group.unshift(version);
    else groups.set(version.code, [version]);
  }
  return [...groups.values()];
}
