import { contentHash } from '../content-hash.js';
import { type DocumentProblem, validateDocument } from '../validate-document.js';
import type { Campaign, CampaignDocument } from './document.js';
import { campaignSchema } from './schema.js';

/** Where a document stands: an operator names the code in the path, and the platform counts the versions. */
export interface CampaignIdentity {
  readonly code: string;
  readonly version: number;
}

export type ParsedCampaign =
  | { readonly ok: true; readonly campaign: Campaign }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

/**
 * A campaign from what an operator wrote, its shape checked against the published schema. Its meaning is the linter's.
 *
 * @param identity stamped into the document; a code or version that is there already must be the same
 */
export function parseCampaign(written: unknown, identity?: CampaignIdentity): ParsedCampaign {
  const problems = identity ? identityProblems(written, identity) : [];
  const document = identity && isObject(written) ? { ...written, ...identity } : written;
  problems.push(...validateDocument(campaignSchema, document));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, campaign: sealCampaign(document as CampaignDocument) };
}

/** With its fingerprint. */
export function sealCampaign(document: CampaignDocument): Campaign {
  return { document, contentHash: contentHash(document) };
}

function identityProblems(written: unknown, identity: CampaignIdentity): DocumentProblem[] {
  if (!isObject(written)) return [];
  return (['code', 'version'] as const)
    .filter((field) => written[field] !== undefined && written[field] !== identity[field])
    .map((field) => ({ pointer: `/${field}`, detail: `must be ${identity[field]} or absent` }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
