import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { openCheckout, releaseCheckout } from '#contracts/internal/spending';
import { Idempotency } from '#platform/database/idempotency';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { CampaignCatalogue } from '../application/campaign-catalogue.js';
import { OpenCheckout } from '../application/open-checkout.js';
import { ReleaseCheckout } from '../application/release-checkout.js';

@Controller()
export class CheckoutsController {
  constructor(
    private readonly openCheckout: OpenCheckout,
    private readonly releaseCheckout: ReleaseCheckout,
    private readonly campaigns: CampaignCatalogue,
    private readonly idempotency: Idempotency,
  ) {}

  @InternalCall(openCheckout)
  async open(
    @Body() { idempotency, ...checkout }: RequestOf<typeof openCheckout>,
  ): Promise<ResponseOf<typeof openCheckout>> {
    const caller = currentCaller();
    // Before the transaction of the keyed write: what a new programme begins with must not be undone with a refusal.
    await this.campaigns.open(caller.programId);
    return this.idempotency.run(caller, idempotency, 201, () => this.openCheckout.execute(caller, checkout));
  }

  @InternalCall(releaseCheckout)
  release(
    @Body() { idempotency, checkoutId }: RequestOf<typeof releaseCheckout>,
  ): Promise<ResponseOf<typeof releaseCheckout>> {
    const caller = currentCaller();
    return this.idempotency.run(caller, idempotency, 200, () => this.releaseCheckout.execute(caller, checkoutId));
  }
}
