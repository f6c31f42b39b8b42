import type { CompiledCampaign } from '#rules/campaigns/campaign-index';
import { isWithin } from '#rules/campaigns/local-clock';
import { tierOf } from '#rules/campaigns/tier-names';
import type { CampaignRefusal } from './earning.js';
import type { Occasion } from './occasion.js';

type Refusal = Omit<CampaignRefusal, 'campaign'>;

/** Why a campaign does not apply, before any point is counted; null when it does. Cheapest questions first. */
export function refusalOf(compiled: CompiledCampaign, occasion: Occasion): Refusal | null {
  const { document } = compiled.campaign;
  const { input } = occasion;
  const at = input.occurredAt.getTime();
  if (document.trigger !== input.trigger) return refuse('other_trigger', document.trigger);
  if (document.activity !== undefined && document.activity !== input.event?.activity) {
    return refuse('other_trigger', document.activity);
  }
  if (at < compiled.effectiveFromMs || at >= compiled.effectiveToMs) return refuse('other_version');
  if (at < compiled.validFromMs || at >= compiled.validToMs) return refuse('not_valid_then');
  if (isOutside(compiled.stores, input.storeId)) return refuse('store_not_included');
  if (isOutside(compiled.channels, input.channel)) return refuse('channel_not_included');
  const currency = document.window?.currency ?? document.budget?.money?.currency;
  if (isOutside(compiled.currencies, input.currency) || (currency !== undefined && currency !== input.currency)) {
    return refuse('currency_not_included');
  }
  const level = input.member?.level ?? null;
  if (isOutside(compiled.tiers, level) && isOutside(compiled.tiers, level === null ? null : tierOf(level))) {
    return refuse('tier_not_included');
  }
  if (compiled.segments && !input.member?.segments.some((segment) => compiled.segments?.has(segment))) {
    return refuse('segment_not_included');
  }
  if (compiled.times && !isWithin(compiled.times, occasion.clock())) return refuse('outside_times');
  if (compiled.counts && !input.lines.some(compiled.counts)) return refuse('no_item_included');
  return failedCondition(compiled, occasion);
}

function isOutside(names: ReadonlySet<string> | null, name: string | null): boolean {
  return names !== null && (name === null || !names.has(name));
}

/** A condition that fails on these facts says so; it never fails the purchase. */
function failedCondition({ conditions }: CompiledCampaign, occasion: Occasion): Refusal | null {
  for (const { name, holds } of conditions) {
    try {
      if (!holds(occasion.facts)) return refuse('condition_not_met', name);
    } catch {
      return refuse('condition_error', name);
    }
  }
  return null;
}

function refuse(reason: Refusal['reason'], about: string | null = null): Refusal {
  return { reason, about };
}
