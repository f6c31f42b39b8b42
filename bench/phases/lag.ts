import { enrollMembers, type Bed } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { waitUntilQuiet } from '../quiet.js';
import { type Lag, sampleLag, samplesPerSecond } from './sampling.js';

/**
 * Time from the answer to a new member's first purchase until the gateway shows it in members (growth), benefits (what the first
 * purchase brings) and churn (the summary), while tills post.
 */
export async function measureLag(bed: Bed, seconds: number, load: () => Promise<LoadResult>): Promise<Lag> {
  const members = await enrollMembers(bed.api, 'NEW', seconds * samplesPerSecond);
  await waitUntilQuiet(bed.platform);
  const [lag] = await Promise.all([sampleLag<Visible>(bed, { run: 'NEW', members, fields, isVisible }), load()]);
  return lag;
}

interface Visible {
  readonly tier: { readonly progress: { readonly value: number } | null } | null;
  readonly benefits: { readonly edges: readonly { readonly node: { code: string; grantId: string | null } }[] } | null;
  readonly churn: { readonly summary: { readonly lastAt: string | null } | null } | null;
}

const fields =
  'tier { progress { value } } benefits(first: 20) { edges { node { code grantId } } } churn { summary { lastAt } }';

/** The default benefit that a first purchase brings. */
const firstPurchaseBenefit = 'come-back';

function isVisible({ tier, benefits, churn }: Visible): boolean {
  return (
    (tier?.progress?.value ?? 0) > 0 &&
    (benefits?.edges ?? []).some(({ node }) => node.code === firstPurchaseBenefit && node.grantId !== null) &&
    (churn?.summary?.lastAt ?? null) !== null
  );
}
