import { Body, Controller } from '@nestjs/common';
import { listBenefitVersions, publishBenefit, putBenefitDraft, type RuleVersion } from '#contracts/internal/benefits';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { DefineBenefits } from '../application/define-benefits.js';
import type { DefinitionVersion } from '../application/ports/definitions.js';

@Controller()
export class DefinitionsController {
  constructor(private readonly defineBenefits: DefineBenefits) {}

  @InternalCall(putBenefitDraft)
  async putDraft(
    @Body() { code, definition, ifMatch }: RequestOf<typeof putBenefitDraft>,
  ): Promise<ResponseOf<typeof putBenefitDraft>> {
    return viewOf(await this.defineBenefits.putDraft(currentCaller().programId, code, definition, ifMatch));
  }

  @InternalCall(publishBenefit)
  async publish(
    @Body() { code, contentHash }: RequestOf<typeof publishBenefit>,
  ): Promise<ResponseOf<typeof publishBenefit>> {
    return viewOf(await this.defineBenefits.publish(currentCaller().programId, code, contentHash));
  }

  @InternalCall(listBenefitVersions)
  async versions(
    @Body() { code }: RequestOf<typeof listBenefitVersions>,
  ): Promise<ResponseOf<typeof listBenefitVersions>> {
    const versions = await this.defineBenefits.versions(currentCaller().programId, code);
    return { versions: versions.map(viewOf) };
  }
}

function viewOf({ definition, publishedAt, ...version }: DefinitionVersion): RuleVersion {
  return { ...version, definition: { ...definition }, publishedAt: publishedAt?.toISOString() ?? null };
}
