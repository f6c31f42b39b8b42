import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  backTestCampaign,
  checkCampaignDraft,
  countCampaignWindows,
  listCampaigns,
  listCampaignVersions,
  pauseCampaign,
  publishCampaign,
  putCampaignDraft,
  readCampaignSchema,
  rollbackCampaign,
  tryCampaign,
} from '#contracts/internal/campaigns';
import { backTestPageMax } from '#contracts/public/limits';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { BackTestCampaign } from '../application/back-test-campaign.js';
import { DefineCampaigns } from '../application/define-campaigns.js';
import { ReviewCampaigns } from '../application/review-campaigns.js';
import { TryCampaign } from '../application/try-campaign.js';

@Controller()
export class CampaignsController {
  constructor(
    private readonly define: DefineCampaigns,
    private readonly reviews: ReviewCampaigns,
    private readonly backTests: BackTestCampaign,
    private readonly trials: TryCampaign,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(putCampaignDraft)
  putDraft(@Body() draft: RequestOf<typeof putCampaignDraft>): Promise<ResponseOf<typeof putCampaignDraft>> {
    return this.define.putDraft(currentCaller().programId, draft);
  }

  @InternalCall(checkCampaignDraft)
  check(@Body() { code }: RequestOf<typeof checkCampaignDraft>): Promise<ResponseOf<typeof checkCampaignDraft>> {
    return this.reviews.review(currentCaller().programId, code);
  }

  @InternalCall(tryCampaign)
  try(@Body() trial: RequestOf<typeof tryCampaign>): Promise<ResponseOf<typeof tryCampaign>> {
    return this.trials.execute(currentCaller(), trial);
  }

  @InternalCall(publishCampaign)
  publish(@Body() publication: RequestOf<typeof publishCampaign>): Promise<ResponseOf<typeof publishCampaign>> {
    return this.define.publish(currentCaller().programId, publication);
  }

  @InternalCall(pauseCampaign)
  pause(@Body() pause: RequestOf<typeof pauseCampaign>): Promise<ResponseOf<typeof pauseCampaign>> {
    return this.define.pause(currentCaller().programId, pause);
  }

  @InternalCall(rollbackCampaign)
  rollback(@Body() rollback: RequestOf<typeof rollbackCampaign>): Promise<ResponseOf<typeof rollbackCampaign>> {
    return this.define.rollback(currentCaller().programId, rollback);
  }

  @InternalCall(listCampaignVersions)
  async versions(
    @Body() { code }: RequestOf<typeof listCampaignVersions>,
  ): Promise<ResponseOf<typeof listCampaignVersions>> {
    return { versions: await this.define.versions(currentCaller().programId, code) };
  }

  @InternalCall(listCampaigns)
  async list(@Body() { first, after }: RequestOf<typeof listCampaigns>): Promise<ResponseOf<typeof listCampaigns>> {
    const { programId } = currentCaller();
    const list = `points.campaigns/${programId}`;
    const [afterCode] = this.cursors.decode<[string]>(list, after) ?? [];
    const campaigns = await this.define.list(programId, { first: first + 1, after: afterCode });
    return this.cursors.page(
      list,
      first,
      campaigns.map((node) => ({ position: [node.code], node })),
    );
  }

  @InternalCall(countCampaignWindows)
  countWindows(
    @Body() question: RequestOf<typeof countCampaignWindows>,
  ): Promise<ResponseOf<typeof countCampaignWindows>> {
    return this.define.countWindows(currentCaller().programId, question);
  }

  @InternalCall(readCampaignSchema)
  schema(): ResponseOf<typeof readCampaignSchema> {
    return this.reviews.schema();
  }

  @InternalCall(backTestCampaign)
  async backTest(
    @Body() { first = backTestPageMax, after, ...test }: RequestOf<typeof backTestCampaign>,
  ): Promise<ResponseOf<typeof backTestCampaign>> {
    const { programId } = currentCaller();
    // A cursor goes on with its own period only.
    const list = `points.back-test/${programId}/${test.code}/${test.from}/${test.to}`;
    const position = this.cursors.decode<[string, string, string]>(list, after);
    const result = await this.backTests.execute(programId, {
      ...test,
      first,
      after: position && { memberId: position[0], occurredAt: position[1], purchaseId: position[2] },
    });
    const { next } = result;
    return {
      ...result,
      next: next && this.cursors.encode(list, [next.memberId, next.occurredAt, next.purchaseId]),
    };
  }
}
