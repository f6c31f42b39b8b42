import type { CompiledCampaign } from '#rules/campaigns/campaign-index';
import type { SimpleEffect } from '#rules/campaigns/document';
import type { AppliedEarning, OfferWindowState } from './earning.js';
import type { Amount } from './amounts.js';

/** What a campaign would give for a receipt, on the way to being decided. */
export interface Offer extends Amount {
  readonly compiled: CompiledCampaign;
  readonly effect: SimpleEffect;
  readonly factorThousandths: number;
  readonly cutBy: AppliedEarning['cutBy'];
  /** The window that it completes. */
  readonly window: OfferWindowState | null;
}

export function codeOf({ compiled }: Pick<Offer, 'compiled'>): string {
  return compiled.campaign.document.code;
}

/** By code, version and window: the order of every tie. */
export function inOfferOrder(one: Offer, other: Offer): number {
  if (one.compiled.place !== other.compiled.place) return one.compiled.place - other.compiled.place;
  if (!one.window || !other.window) return 0;
  return (
    one.window.openedAt.getTime() - other.window.openedAt.getTime() ||
    (one.window.windowId < other.window.windowId ? -1 : 1)
  );
}
