import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  checkCampaignDraft,
  listCampaigns,
  listCampaignVersions,
  pauseCampaign,
  publishCampaign,
  putCampaignDraft,
  readCampaignSchema,
  rollbackCampaign,
} from '#contracts/internal/campaigns';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { DefineCampaigns } from '../application/define-campaigns.js';
import { ReviewCampaigns } from '../application/review-campaigns.js';

@Controller()
export class CampaignsController {
  constructor(
    private readonly define: DefineCampaigns,
    private readonly reviews: ReviewCampaigns,
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

  @InternalCall(readCampaignSchema)
  schema(): ResponseOf<typeof readCampaignSchema> {
    return this.reviews.schema();
  }
}
