import type { Campaign, CampaignDocument } from './document.js';
import { lintConditions } from './lint-conditions.js';
import type { CampaignFinding } from './lint-findings.js';
import { lintLimits } from './lint-limits.js';
import { lintReach } from './lint-reach.js';
import { lintSiblings } from './lint-siblings.js';

const findingsMax = 100;

/**
 * What is wrong or doubtful in a campaign beyond its shape. An error must not be published; a warning may be meant.
 *
 * @param siblings the other campaigns that are published or about to be; another version of the same code is not one
 */
export function lintCampaign(document: CampaignDocument, siblings: readonly Campaign[]): CampaignFinding[] {
  const others = siblings.map((sibling) => sibling.document).filter(({ code }) => code !== document.code);
  return [
    ...lintReach(document),
    ...lintConditions(document),
    ...lintLimits(document),
    ...lintSiblings(document, others),
  ].slice(0, findingsMax);
}
