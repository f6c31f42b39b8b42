import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { type CampaignIndex, compileCampaigns, type PublishedCampaign } from '#rules/campaigns/campaign-index';
import { baseCampaign } from '../domain/campaign.js';
import { decidingVersions } from '../domain/deciding-versions.js';
import { CampaignDocumentStore, type CampaignVersion } from './ports/campaign-document.store.js';

/** A publication takes effect in every process within twice this time: the reading of a thousand documents takes its own. */
const staleAfterMs = 500;
const programsMax = 1_000;

interface Catalogue {
  /** Of the campaigns that were read; 0 is a programme that has none yet. */
  readonly revision: number;
  /** In the order of codes, then newest first. */
  readonly campaigns: readonly PublishedCampaign[];
  readonly index: CampaignIndex;
}

interface Loaded {
  readonly catalogue: Promise<Catalogue>;
  readonly atMs: number;
}

/**
 * The campaigns that decide in a programme, as each process keeps them: compiled once a change, which one small read notices. A
 * programme seen for the first time gets `base`.
 */
@Injectable()
export class CampaignCatalogue {
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly transactions: Transactions,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  async indexFor(programId: string): Promise<CampaignIndex> {
    return (await this.current(programId)).index;
  }

  async decidingIn(programId: string): Promise<readonly PublishedCampaign[]> {
    return (await this.current(programId)).campaigns;
  }

  /** Before the transaction of a write: what a new programme begins with must not be undone with a refusal. */
  async open(programId: string): Promise<void> {
    await this.current(programId);
  }

  /** This process has changed something: it reads at the next question. */
  forget(programId: string): void {
    const known = this.loaded.get(programId);
    if (known) this.loaded.set(programId, { ...known, atMs: -Infinity });
  }

  private current(programId: string): Promise<Catalogue> {
    const nowMs = this.clock.now().getTime();
    const known = this.loaded.get(programId);
    if (known && Math.abs(nowMs - known.atMs) < staleAfterMs) return known.catalogue;
    const catalogue = this.load(programId, known?.catalogue);
    if (this.loaded.size >= programsMax) this.loaded.clear();
    this.loaded.set(programId, { catalogue, atMs: nowMs });
    // A failed load is tried again by the next caller.
    catalogue.catch(() => this.loaded.delete(programId));
    return catalogue;
  }

  private async load(programId: string, known: Promise<Catalogue> | undefined): Promise<Catalogue> {
    let revision = await this.documents.findRevision(programId);
    const before = await known?.catch(() => undefined);
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
