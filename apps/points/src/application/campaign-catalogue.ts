import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { baseCampaign, type Campaign } from '../domain/campaign.js';
import { CampaignStore } from './ports/campaign.store.js';

/** A publication takes effect in every process within this time. */
const staleAfterMs = 1_000;
const programsMax = 1_000;

interface Loaded {
  readonly campaigns: Promise<Campaign[]>;
  readonly atMs: number;
}

/** The published campaigns of a programme, as each process keeps them; a programme seen for the first time gets `base`. */
@Injectable()
export class CampaignCatalogue {
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly store: CampaignStore,
    private readonly transactions: Transactions,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  publishedFor(programId: string): Promise<Campaign[]> {
    const nowMs = this.clock.now().getTime();
    const known = this.loaded.get(programId);
    if (known && Math.abs(nowMs - known.atMs) < staleAfterMs) return known.campaigns;
    const campaigns = this.load(programId);
    if (this.loaded.size >= programsMax) this.loaded.clear();
    this.loaded.set(programId, { campaigns, atMs: nowMs });
    // A failed load is tried again by the next caller.
    campaigns.catch(() => this.loaded.delete(programId));
    return campaigns;
  }

  private async load(programId: string): Promise<Campaign[]> {
    const campaigns = await this.store.findPublished(programId);
    if (campaigns.length > 0) return campaigns;
    await this.transactions.run(() => this.publishBase(programId));
    return this.store.findPublished(programId);
  }

  /** Many processes may meet a new programme at once: one of them publishes. */
  private async publishBase(programId: string): Promise<void> {
    const base = baseCampaign();
    const now = this.clock.now();
    if (!(await this.store.publish(programId, base, now))) return;
    const { code, version, validFrom } = base.document;
    await this.outbox.append([
      {
        type: 'points.campaign-published.v1',
        programId,
        occurredAt: now,
        recordedAt: now,
        data: { code, version, contentHash: base.contentHash, effectiveFrom: validFrom },
      },
    ]);
  }
}
