import type { CampaignDocument } from '#rules/campaigns/document';

/** A version as it was published: it never changes. */
export interface CampaignVersion {
  readonly code: string;
  readonly version: number;
  readonly contentHash: string;
  readonly document: CampaignDocument;
  /** From then on, by occurredAt, it takes the place of the version before; null is from ever. */
  readonly effectiveFrom: Date | null;
  readonly publishedAt: Date;
}

/** `version` is the one that the draft becomes. */
export type CampaignDraft = Omit<CampaignVersion, 'effectiveFrom' | 'publishedAt'>;

/** A campaign in a list: its newest version, or its draft where nothing was published. */
export interface ListedCampaign extends Omit<CampaignVersion, 'publishedAt'> {
  readonly publishedAt: Date | null;
  readonly isPaused: boolean;
}

export interface WindowCounts {
  readonly opened: number;
  readonly completed: number;
}

/** Campaigns as documents. What it writes is written in the caller's transaction. */
export abstract class CampaignDocumentStore {
  /** Serialises changes of one code within the transaction. */
  abstract lock(programId: string, code: string): Promise<void>;
  abstract findDraft(programId: string, code: string): Promise<CampaignDraft | undefined>;
  abstract putDraft(programId: string, draft: CampaignDraft, at: Date): Promise<void>;
  abstract deleteDraft(programId: string, code: string): Promise<void>;
  /** Newest first, at most `first`. */
  abstract findVersions(programId: string, code: string, first: number): Promise<CampaignVersion[]>;
  abstract findVersion(programId: string, code: string, version: number): Promise<CampaignVersion | undefined>;
  abstract findByHash(programId: string, code: string, contentHash: string): Promise<CampaignVersion | undefined>;
  /** @returns whether this call added it; false when the version was there */
  abstract addVersion(programId: string, version: CampaignVersion): Promise<boolean>;
  abstract isPaused(programId: string, code: string): Promise<boolean>;
  /** @returns whether that changed anything */
  abstract setPaused(programId: string, code: string, pausedAt: Date | null): Promise<boolean>;
  /** By code, after `after`. */
  abstract list(programId: string, page: { first: number; after?: string }): Promise<ListedCampaign[]>;
  /** Counts what changes which campaigns decide; 0 for a programme never seen. */
  abstract findRevision(programId: string): Promise<number>;
  /** To be called with every such change, last in its transaction: until its end other changes of the programme wait. */
  abstract raiseRevision(programId: string): Promise<void>;
  /** Of every code that is not paused: the newest version, and those before it that still decide for earlier occurrences. */
  abstract findDeciding(programId: string): Promise<CampaignVersion[]>;
  /** Offers that were opened in [from, to]. */
  abstract countWindows(programId: string, code: string, period: { from: Date; to: Date }): Promise<WindowCounts>;
}
