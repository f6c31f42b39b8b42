import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  claimPurchase,
  evaluatePurchase,
  listPurchases,
  postPurchaseOnce,
  postPurchases,
  readPurchase,
  readPurchasesById,
} from '#contracts/internal/points';
import { Idempotency } from '#platform/database/idempotency';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { CampaignCatalogue } from '../application/campaign-catalogue.js';
import { ClaimPurchase } from '../application/claim-purchase.js';
import { EvaluatePurchase } from '../application/evaluate-purchase.js';
import { PostPurchase } from '../application/post-purchase.js';
import { ReadPurchases } from '../application/read-purchases.js';
import { PurchaseGroups } from './purchase-groups.js';

@Controller()
export class PurchasesController {
  constructor(
    private readonly groups: PurchaseGroups,
    private readonly postPurchase: PostPurchase,
    private readonly evaluatePurchase: EvaluatePurchase,
    private readonly claimPurchase: ClaimPurchase,
    private readonly readPurchases: ReadPurchases,
    private readonly campaigns: CampaignCatalogue,
    private readonly idempotency: Idempotency,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(postPurchases)
  async post(@Body() { postings }: RequestOf<typeof postPurchases>): Promise<ResponseOf<typeof postPurchases>> {
    return { results: await this.groups.post(currentCaller().programId, postings) };
  }

  @InternalCall(postPurchaseOnce)
  async postOnce(
    @Body() { posting, idempotency }: RequestOf<typeof postPurchaseOnce>,
  ): Promise<ResponseOf<typeof postPurchaseOnce>> {
    const caller = currentCaller();
    await this.openProgram(caller.programId);
    return this.idempotency.run(
      caller,
      idempotency,
      ({ duplicate }) => (duplicate ? 200 : 201),
      () => this.postPurchase.execute(caller.programId, posting),
    );
  }

  @InternalCall(evaluatePurchase)
  evaluate(@Body() body: RequestOf<typeof evaluatePurchase>): Promise<ResponseOf<typeof evaluatePurchase>> {
    return this.evaluatePurchase.execute(currentCaller(), body);
  }

  @InternalCall(claimPurchase)
  async claim(
    @Body() { idempotency, ...claim }: RequestOf<typeof claimPurchase>,
  ): Promise<ResponseOf<typeof claimPurchase>> {
    const caller = currentCaller();
    await this.openProgram(caller.programId);
    return this.idempotency.run(caller, idempotency, 200, () => this.claimPurchase.execute(caller, claim));
  }

  @InternalCall(readPurchase)
  read(@Body() { transactionId }: RequestOf<typeof readPurchase>): Promise<ResponseOf<typeof readPurchase>> {
    return this.readPurchases.byTransactionId(currentCaller().programId, transactionId);
  }

  @InternalCall(readPurchasesById)
  async readById(@Body() { ids }: RequestOf<typeof readPurchasesById>): Promise<ResponseOf<typeof readPurchasesById>> {
    return { purchases: await this.readPurchases.byIds(currentCaller().programId, ids) };
  }

  @InternalCall(listPurchases)
  async list(@Body() { members }: RequestOf<typeof listPurchases>): Promise<ResponseOf<typeof listPurchases>> {
    const { programId } = currentCaller();
    const listOf = (memberId: string): string => `points.purchases/${programId}/${memberId}`;
    const pages = await this.readPurchases.pages(
      programId,
      members.map(({ memberId, first, after }) => {
        const position = this.cursors.decode<[string, string]>(listOf(memberId), after);
        return { memberId, first, after: position && { occurredAt: position[0], purchaseId: position[1] } };
      }),
    );
    return {
      pages: members.map(({ memberId, first }, index) =>
        this.cursors.page(
          listOf(memberId),
          first,
          (pages[index] ?? []).map((node) => ({ position: [node.occurredAt, node.id], node })),
        ),
      ),
    };
  }

  /** Before the transaction of a keyed write: what a new programme begins with must not be undone with a refusal. */
  private async openProgram(programId: string): Promise<void> {
    await this.campaigns.open(programId);
  }
}
