import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { postOne, type Bed, type BenchMember } from '../bed.js';
import { percentile } from '../load/send-load.js';

export const samplesPerSecond = 16;
/** The load has found its pace by then. */
const firstSampleAfterMs = 3_000;
/** One query looks at all members that are waited for; what is told is late by this at most. */
const lookEveryMs = 100;
const membersPerLookMax = 24;
const visibleWithinMs = 30_000;

export interface Lag {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly samples: number;
}

export interface Sampling<Member> {
  /** Marks the transaction ids. */
  readonly run: string;
  readonly members: readonly BenchMember[];
  /** What a look asks for of a member: GraphQL fields. */
  readonly fields: string;
  /** @param before what was there before the purchase */
  readonly isVisible: (member: Member, before: Member) => boolean;
}

interface Awaited<Member> {
  readonly memberId: string;
  readonly before: Member;
  readonly answeredAtMs: number;
}

/** Time from the answer to a purchase of each member until the gateway shows what it brings, one member after the other at a fixed pace. */
export async function sampleLag<Member>(bed: Bed, { run, members, fields, isVisible }: Sampling<Member>): Promise<Lag> {
  const look = lookerAt<Member>(bed, fields);
  const before = await lookAtAll(look, members);
  const lags: number[] = [];
  let waiting: Awaited<Member>[] = [];
  const post = async (): Promise<void> => {
    const startedAtMs = performance.now();
    await Promise.all(
      members.map(async ({ memberId, card }, index) => {
        await pause(Math.max(0, startedAtMs + (index * 1_000) / samplesPerSecond - performance.now()));
        await postOne(bed.api, `${run}-${index}`, card);
        waiting.push({ memberId, before: before[index] as Member, answeredAtMs: performance.now() });
      }),
    );
  };
  const watch = async (): Promise<void> => {
    while (lags.length < members.length) {
      await pause(lookEveryMs);
      const looked = waiting.slice(0, membersPerLookMax);
      const found = await look(looked.map(({ memberId }) => memberId));
      const lookedAtMs = performance.now();
      const seen = new Set(looked.filter((each, index) => isVisible(found[index] as Member, each.before)));
      for (const { answeredAtMs } of seen) lags.push(lookedAtMs - answeredAtMs);
      waiting = waiting.filter((each) => !seen.has(each));
      if (waiting.some(({ answeredAtMs }) => lookedAtMs - answeredAtMs > visibleWithinMs))
        throw new Error('A purchase was not visible in time.');
    }
  };
  await pause(firstSampleAfterMs);
  await Promise.all([post(), watch()]);
  lags.sort((a, b) => a - b);
  return {
    p50Ms: percentile(lags, 0.5),
    p99Ms: percentile(lags, 0.99),
    maxMs: lags.at(-1) ?? 0,
    samples: lags.length,
  };
}

type Look<Member> = (memberIds: readonly string[]) => Promise<readonly Member[]>;

async function lookAtAll<Member>(look: Look<Member>, members: readonly BenchMember[]): Promise<Member[]> {
  const found: Member[] = [];
  for (let from = 0; from < members.length; from += membersPerLookMax) {
    found.push(...(await look(members.slice(from, from + membersPerLookMax).map(({ memberId }) => memberId))));
  }
  return found;
}

function lookerAt<Member>({ platform }: Bed, fields: string): Look<Member> {
  const { baseUrl, keys } = platform.credentials;
  return async (memberIds) => {
    if (memberIds.length === 0) return [];
    const parameters = memberIds.map((_, index) => `$m${index}: String!`).join(', ');
    const asked = memberIds.map((_, index) => `m${index}: member(ref: $m${index}) { ${fields} }`).join(' ');
    const variables = Object.fromEntries(memberIds.map((memberId, index) => [`m${index}`, memberId]));
    const { body } = await request(`${baseUrl}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: `query Lag(${parameters}) { ${asked} }`, variables }),
    });
    const answer = (await body.json()) as { data?: Record<string, Member | null>; errors?: unknown };
    return memberIds.map((_, index) => {
      const member = answer.data?.[`m${index}`];
      if (!member) throw new Error(`No member: ${JSON.stringify(answer)}`);
      return member;
    });
  };
}
