import { defineCall } from './call.js';
import type { Page, PageRequest } from './paging.js';

/** A campaign as a versioned document; `definition` is one of the schema that `GET /v1/campaigns/schema` answers. */
export interface CampaignVersionView {
  readonly code: string;
  /** Of a draft: the one that it becomes when it is published. */
  readonly version: number;
  /** Paused is the newest version, published, while it does not apply. */
  readonly status: 'draft' | 'published' | 'paused' | 'retired';
  readonly contentHash: string;
  /** From then on, by occurredAt, it takes the place of the version before; null is from ever. */
  readonly effectiveFrom: string | null;
  readonly publishedAt: string | null;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What is worth knowing before a draft is published. An error stops it, a warning does not. */
export interface CampaignFindingView {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
}

/** One place where two versions differ; the side that does not have it is absent. */
export interface DocumentChange {
  readonly pointer: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface CampaignReview {
  readonly contentHash: string;
  readonly version: number;
  readonly findings: readonly CampaignFindingView[];
  /** The version that decides now; null where the draft is the first. */
  readonly publishedVersion: number | null;
  readonly changes: readonly DocumentChange[];
}

/** Refuses rule_invalid, draft_changed. */
export const putCampaignDraft = defineCall<
  { code: string; definition: Readonly<Record<string, unknown>>; ifMatch?: string },
  CampaignVersionView
>('points', 'campaigns/put-draft');
/** Refuses not_found. */
export const checkCampaignDraft = defineCall<{ code: string }, CampaignReview>('points', 'campaigns/check-draft');
/** Refuses not_found, draft_changed, rule_invalid. Publishing the same draft again answers the version that it became. */
export const publishCampaign = defineCall<
  { code: string; contentHash: string; effectiveFrom?: string },
  CampaignVersionView
>('points', 'campaigns/publish');
/** Refuses not_found. Does not apply to what is recorded while it is paused. */
export const pauseCampaign = defineCall<{ code: string; paused: boolean }, CampaignVersionView>(
  'points',
  'campaigns/pause',
);
/** The content of an older version as a new one. Refuses not_found, rule_invalid. */
export const rollbackCampaign = defineCall<{ code: string; version: number }, CampaignVersionView>(
  'points',
  'campaigns/rollback',
);
/** The draft first, then versions from the newest on; at most 200. Refuses not_found. */
export const listCampaignVersions = defineCall<{ code: string }, { versions: readonly CampaignVersionView[] }>(
  'points',
  'campaigns/versions',
);
/** The newest version of every campaign, or its draft where nothing was published, by code. */
export const listCampaigns = defineCall<PageRequest, Page<CampaignVersionView>>('points', 'campaigns/list');
export const readCampaignSchema = defineCall<Record<string, never>, Readonly<Record<string, unknown>>>(
  'points',
  'campaigns/schema',
);
