import type { CampaignVersionView } from '#contracts/internal/campaigns';
import type { CampaignDraft, CampaignVersion, ListedCampaign } from './ports/campaign-document.store.js';

export function draftView({ code, version, contentHash, document }: CampaignDraft): CampaignVersionView {
  return {
    code,
    version,
    status: 'draft',
    contentHash,
    effectiveFrom: null,
    publishedAt: null,
    definition: { ...document },
  };
}

/**
 * Versions of one campaign as operators read them.
 *
 * @param newest number of the newest version; absent is the first given
 */
export function versionViews(
  versions: readonly CampaignVersion[],
  isPaused: boolean,
  newest = versions[0]?.version,
): CampaignVersionView[] {
  return versions.map(({ code, version, contentHash, document, effectiveFrom, publishedAt }) => ({
    code,
    version,
    status: version !== newest ? 'retired' : isPaused ? 'paused' : 'published',
    contentHash,
    effectiveFrom: effectiveFrom?.toISOString() ?? null,
    publishedAt: publishedAt.toISOString(),
    definition: { ...document },
  }));
}

export function listedView({ isPaused, publishedAt, ...campaign }: ListedCampaign): CampaignVersionView {
  const [view] = publishedAt ? versionViews([{ ...campaign, publishedAt }], isPaused) : [draftView(campaign)];
  if (!view) throw new Error('A listed campaign has a view.');
  return view;
}
