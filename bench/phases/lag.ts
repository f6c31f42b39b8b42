import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { enrollMembers, postOne, type Bed, type BenchMember } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { percentile } from '../load/send-load.js';
import { waitUntilQuiet } from '../quiet.js';
import { postSingles } from './posting.js';

const samplesPerSecond = 16;
/** The load has found its pace by then. */
const firstSampleAfterMs = 3_000;
/** A look is a query of three services and costs the machine as much as two purchases; what is told is late by this at most. */
const lookEveryMs = 100;
const visibleWithinMs = 30_000;

interface Lag {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly samples: number;
}

/**
 * Time from the answer to a new member's first purchase until the gateway shows it in members (growth), benefits (what the first
 * purchase brings) and churn (the summary), while tills post at half of what they could.
 */
export async function measureLag(
  bed: Bed,
  seconds: number,
  load: (post: (perSecond: number) => Promise<LoadResult>) => Promise<LoadResult>,
): Promise<Lag> {
  const newcomers = await enrollMembers(bed.api, 'NEW', seconds * samplesPerSecond);
  await waitUntilQuiet(bed.platform);
  const { baseUrl, keys } = bed.platform.credentials;
  const pool = new Pool(baseUrl, { connections: 64 });
  const sample = async (): Promise<number[]> => {
    await pause(firstSampleAfterMs);
    return takeSamples(bed, newcomers, (id) => ask(pool, keys.admin, id));
  };
  try {
    const [lags] = await Promise.all([sample(), load((perSecond) => postSingles(bed, 'LAG', seconds, perSecond))]);
    lags.sort((a, b) => a - b);
    return {
      p50Ms: percentile(lags, 0.5),
      p99Ms: percentile(lags, 0.99),
      maxMs: lags.at(-1) ?? 0,
      samples: lags.length,
    };
  } finally {
    await pool.close();
  }
}

async function takeSamples(
  { api }: Bed,
  newcomers: readonly BenchMember[],
  read: (memberId: string) => Promise<Visible>,
): Promise<number[]> {
  const startedAtMs = performance.now();
  return Promise.all(
    newcomers.map(async ({ memberId, card }, index) => {
      await pause(Math.max(0, startedAtMs + (index * 1_000) / samplesPerSecond - performance.now()));
      await postOne(api, `NEW-${index}`, card);
      const answeredAtMs = performance.now();
      while (!isVisible(await read(memberId))) {
        if (performance.now() - answeredAtMs > visibleWithinMs) throw new Error('A purchase was not visible in time.');
        await pause(lookEveryMs);
      }
      return performance.now() - answeredAtMs;
    }),
  );
}

interface Visible {
  readonly tier: { readonly progress: { readonly value: number } | null } | null;
  readonly benefits: { readonly edges: readonly { readonly node: { code: string; grantId: string | null } }[] } | null;
  readonly churn: { readonly summary: { readonly lastAt: string | null } | null } | null;
}

/** The default benefit that a first purchase brings. */
const firstPurchaseBenefit = 'come-back';

function isVisible({ tier, benefits, churn }: Visible): boolean {
  return (
    (tier?.progress?.value ?? 0) > 0 &&
    (benefits?.edges ?? []).some(({ node }) => node.code === firstPurchaseBenefit && node.grantId !== null) &&
    (churn?.summary?.lastAt ?? null) !== null
  );
}

const query = `query Lag($ref: String!) {
  member(ref: $ref) {
    tier { progress { value } } benefits(first: 20) { edges { node { code grantId } } } churn { summary { lastAt } }
  }
}`;

async function ask(pool: Pool, key: string, memberId: string): Promise<Visible> {
  const { body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { ref: memberId } }),
  });
  const answer = (await body.json()) as { data?: { member: Visible | null }; errors?: unknown };
  if (answer.errors !== undefined || !answer.data?.member) throw new Error(`No member: ${JSON.stringify(answer)}`);
  return answer.data.member;
}
