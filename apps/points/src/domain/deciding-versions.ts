import type { Campaign } from '#rules/campaigns/document';
import type { PublishedCampaign } from '#rules/campaigns/campaign-index';

interface PublishedVersion extends Campaign {
  /** Null is from ever. */
  readonly effectiveFrom: Date | null;
}

/**
 * Which version of one campaign decides when, by occurredAt: the newest from its own effectiveFrom on, before that the one before it.
 *
 * @param versions of one campaign, newest first; the caller may leave out those before the first that is in force from ever
 * @returns those that decide at any time, newest first
 */
export function decidingVersions(versions: readonly PublishedVersion[]): PublishedCampaign[] {
  const deciding: PublishedCampaign[] = [];
  let effectiveTo: Date | null = null;
  for (const { document, contentHash, effectiveFrom } of versions) {
    if (effectiveTo !== null && effectiveFrom !== null && effectiveFrom >= effectiveTo) continue;
    deciding.push({ document, contentHash, effectiveFrom, effectiveTo });
    if (effectiveFrom === null) break;
    effectiveTo = effectiveFrom;
  }
  return deciding;
}
