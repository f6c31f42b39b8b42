import type { CampaignIndex } from '#rules/campaigns/campaign-index';
import type { CampaignDocument } from '#rules/campaigns/document';
import type { ExpiryPolicy, LotPolicies, PendingPolicy } from '#rules/lot-policies';

/** What activities do to lots by the rules of now: so that only members who do one of them cost a read. */
export interface LotActivities {
  /** Activities that push expiries on. */
  readonly sliding: ReadonlySet<string>;
  /** Activities that pending points wait for. */
  readonly awaited: ReadonlySet<string>;
}

const known = new WeakMap<CampaignIndex, { readonly defaults: LotPolicies; readonly activities: LotActivities }>();

export function lotActivities(index: CampaignIndex, defaults: LotPolicies): LotActivities {
  const before = known.get(index);
  if (before?.defaults === defaults) return before.activities;
  const policies = [defaults, ...index.all.map(({ campaign }) => campaign.document)].flatMap(policiesOf);
  const activities = {
    sliding: new Set(policies.flatMap(({ expiry }) => (expiry?.type === 'sliding' ? expiry.activities : []))),
    awaited: new Set(policies.flatMap(({ pending }) => (pending?.type === 'event' ? [pending.activity] : []))),
  };
  known.set(index, { defaults, activities });
  return activities;
}

interface Policies {
  readonly pending?: PendingPolicy;
  readonly expiry?: ExpiryPolicy;
}

function policiesOf(written: LotPolicies | CampaignDocument): Policies[] {
  return [written, ...Object.values(written.byTier ?? {})];
}
