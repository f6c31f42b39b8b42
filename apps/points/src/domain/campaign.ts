import { contentHash } from '#rules/content-hash';

/** What an earning campaign says. Immutable once published: a change is a new version. */
export interface CampaignDocument {
  readonly code: string;
  readonly version: number;
  readonly title: { readonly en: string; readonly zh: string };
  readonly trigger: 'purchase';
  /** `points` for each full `perMajorUnits` of the receipt's earn base, in the receipt's own currency. */
  readonly effect: { readonly type: 'per_amount'; readonly points: number; readonly perMajorUnits: number };
  /** RFC 3339, against occurredAt: from the first instant, until before the second; null is unbounded. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export interface Campaign {
  readonly document: CampaignDocument;
  /** SHA-256 of the document, hexadecimal: every entry that it causes records it. */
  readonly contentHash: string;
}

/** The campaign that every programme begins with: 1 point for each whole major unit. */
export function baseCampaign(): Campaign {
  const document: CampaignDocument = {
    code: 'base',
    version: 1,
    title: { en: 'Points on every purchase', zh: '消费积分' },
    trigger: 'purchase',
    effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
    validFrom: null,
    validTo: null,
  };
  return { document, contentHash: contentHash(document) };
}

/** Whether a campaign applies at an instant. */
export function isValidAt({ document }: Campaign, instant: Date): boolean {
  const { validFrom, validTo } = document;
  return (validFrom === null || instant >= new Date(validFrom)) && (validTo === null || instant < new Date(validTo));
}
