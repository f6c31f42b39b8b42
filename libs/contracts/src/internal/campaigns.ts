import type { Minor, Points } from '#kernel/points';
import type { EvaluationAnswer } from '../public/purchase.js';
import type { EvaluatePurchaseDto } from '../public/purchase.dto.js';
import type { ReservedCoupon } from './benefits.js';
import { defineCall, type ItemResult } from './call.js';
import type { ResolvedMember } from './members.js';
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
/** Windows of an offer that were opened in [from, to]. */
export const countCampaignWindows = defineCall<
  { code: string; from: string; to: string },
  { readonly opened: number; readonly completed: number }
>('points', 'campaigns/count-windows');
export const readCampaignSchema = defineCall<Record<string, never>, Readonly<Record<string, unknown>>>(
  'points',
  'campaigns/schema',
);

/** Money of one currency. */
export interface CurrencyAmount {
  readonly currency: string;
  readonly amountMinor: Minor;
}

/** What one campaign gives in a back-test, and what it may give in all where it has a budget. */
export interface BackTestCampaign {
  readonly code: string;
  readonly version: number;
  readonly points: Points;
  readonly uses: number;
  readonly worth: readonly CurrencyAmount[];
  readonly budget: { readonly points?: Points; readonly money?: CurrencyAmount; readonly uses?: number } | null;
}

/** What one set of rules gives; `worth` is the liability in money. */
export interface BackTestSide {
  readonly points: Points;
  readonly worth: readonly CurrencyAmount[];
  readonly campaigns: readonly BackTestCampaign[];
}

export interface BackTestMember {
  readonly memberId: string;
  readonly published: Points;
  readonly drafted: Points;
}

/** One page of a back-test: whole members, so that pages add up. */
export interface BackTestPage {
  readonly contentHash: string;
  readonly version: number;
  /** Purchases of the whole period; on the first page only. */
  readonly total: number | null;
  readonly purchases: number;
  readonly members: number;
  /** Members who would get more, or less. */
  readonly winners: number;
  readonly losers: number;
  readonly published: BackTestSide;
  readonly drafted: BackTestSide;
  /** Of this page: those who win most, and those who lose most; at most 20 each. */
  readonly changes: readonly BackTestMember[];
  /** Of the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * Stored purchases of a period through the published rules and through the draft, page by page. Refuses not_found,
 * draft_changed where the draft is another than on the first page.
 */
export const backTestCampaign = defineCall<
  { code: string; from: string; to: string; first?: number; after?: string; contentHash?: string },
  BackTestPage
>('points', 'campaigns/back-test');

/** One purchase through the published rules and through the draft. */
export interface CampaignTrial {
  readonly contentHash: string;
  readonly version: number;
  /** Drafted less published. */
  readonly pointsDifference: Points;
  readonly published: EvaluationAnswer;
  readonly drafted: EvaluationAnswer;
}

/** A purchase that is asked about, or a stored one by its transactionId. Refuses not_found, and as evaluatePurchase does. */
export const tryCampaign = defineCall<
  {
    code: string;
    evaluation?: {
      purchase: EvaluatePurchaseDto;
      member?: ItemResult<ResolvedMember>;
      coupons?: ItemResult<readonly ReservedCoupon[]>;
    };
    transactionId?: string;
  },
  CampaignTrial
>('points', 'campaigns/try');
