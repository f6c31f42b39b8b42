import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import { invalidField, notFound } from '#contracts/errors/refusals';
import type { CampaignTrial } from '#contracts/internal/campaigns';
import { compileCampaigns } from '#rules/campaigns/campaign-index';
import { CampaignNotFoundError } from '../domain/campaign.errors.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { draftedOf } from './back-test-campaign.js';
import { CampaignCatalogue } from './campaign-catalogue.js';
import { EarningSessions } from './earning-sessions.js';
import { type Evaluation, EvaluatePurchase } from './evaluate-purchase.js';
import { CampaignDocumentStore } from './ports/campaign-document.store.js';
import { PurchaseReader } from './ports/purchase.reader.js';

interface Trial {
  readonly code: string;
  /** A purchase that is asked about. */
  readonly evaluation?: Evaluation;
  /** Or one that is there. */
  readonly transactionId?: string;
}

/** One purchase through the published rules and through a draft; nothing is written. */
@Injectable()
export class TryCampaign {
  constructor(
    private readonly documents: CampaignDocumentStore,
    private readonly catalogue: CampaignCatalogue,
    private readonly sessions: EarningSessions,
    private readonly purchases: PurchaseReader,
    private readonly evaluatePurchase: EvaluatePurchase,
  ) {}

  /** @throws CampaignNotFoundError without a draft, Refusal not_found without the purchase, or as an evaluation does */
  async execute(caller: Caller, { code, evaluation, transactionId }: Trial): Promise<CampaignTrial> {
    const { programId } = caller;
    await this.catalogue.open(programId);
    const draft = await this.documents.findDraft(programId, code);
    if (!draft) throw new CampaignNotFoundError('draft');
    const asked = evaluation ?? (await this.stored(programId, transactionId));
    const rules = await this.sessions.rulesOf(programId);
    const deciding = await this.catalogue.decidingIn(programId);
    const drafted = { ...rules, index: compileCampaigns(draftedOf(deciding, draft)) };
    const [before, after] = await Promise.all([
      this.evaluatePurchase.execute(caller, asked, rules),
      this.evaluatePurchase.execute(caller, asked, drafted),
    ]);
    return {
      contentHash: draft.contentHash,
      version: draft.version,
      pointsDifference: after.points.earned - before.points.earned,
      published: before,
      drafted: after,
    };
  }

  private async stored(programId: string, transactionId: string | undefined): Promise<Evaluation> {
    if (transactionId === undefined) {
      throw invalidField('invalid_value', '/purchase', 'Give a purchase, or the transactionId of a stored one.');
    }
    const record = await this.purchases.findByTransactionId(programId, transactionId);
    if (!record) throw notFound('purchase');
    return evaluationOf(record);
  }
}

/** A stored purchase as if it were asked about again: what was paid for each line is what counts. */
function evaluationOf(record: PurchaseRecord): Evaluation {
  const { memberId, occurredAt, storeId, channel, currency, lines, details, payableMinor } = record;
  return {
    purchase: {
      ...(memberId === null ? {} : { member: memberId }),
      occurredAt: occurredAt.toISOString(),
      ...(storeId === null ? {} : { storeId }),
      channel,
      currency,
      totalMinor: payableMinor,
      items: lines.map(({ line, sku, name, category, kind, quantity, unitPriceMinor, netMinor }) => ({
        line,
        sku,
        name,
        category,
        kind,
        quantity,
        unitPriceMinor,
        lineTotalMinor: netMinor,
      })),
      tenders: details?.tenders,
    } as Evaluation['purchase'],
    ...(memberId === null ? {} : { member: { ok: true, value: { memberId, status: 'active' } } }),
  };
}
