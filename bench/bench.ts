// `npm run bench`: how fast the platform is on this machine, against plain transactions on the same server in the same run.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { TerminalProgress } from '../scripts/launcher/progress.js';
import { onStopRequest } from '../scripts/launcher/stop-request.js';
import { parseArguments, usage, UsageError, type BenchArguments, type PhaseName } from './arguments.js';
import { withBed, type Bed } from './bed.js';
import { watchCores } from './core-use.js';
import { rowsOf, tableOf, type Figures } from './figures.js';
import type { BaselineResult } from './baseline/measure-baseline.js';
import type { SampleRows } from './baseline/sample-rows.js';
import type { LoadResult } from './load/load-job.js';
import { baselineConnections, measureBaseline, takeSample } from './phases/baseline.js';
import { withChurnBed } from './churn/churn-bed.js';
import { loadMembers } from './churn/load-members.js';
import { measureChurn, type ChurnFigures } from './phases/churn.js';
import { campaignsMax, publishCampaigns } from './phases/campaigns.js';
import { costOfPurchase } from './phases/cost.js';
import { throughBareHops } from './phases/hops.js';
import { evaluate, redeemOfOne } from './phases/spending.js';
import { storePurchases } from './phases/stored.js';
import { measureLag } from './phases/lag.js';
import { measureMemoryMb } from './phases/memory.js';
import { measureMetrics } from './phases/metrics.js';
import { measureNights } from './phases/nightly.js';
import { coldSeconds, postBatches, postSingles, singleConnections } from './phases/posting.js';
import type { Lag } from './phases/sampling.js';
import { askForMembers } from './phases/query.js';
import { measureScores } from './phases/scores.js';
import { measureVerify, type VerifyFigures } from './phases/verify.js';
import { waitUntilQuiet } from './quiet.js';
import { assertNothingLost, readLedger } from './verify.js';

/** Two million purchases take their time to be stored. */
const wholeRunMsMax = 29.5 * 60_000;
/** Of what tills could post. With a model in use half of it is all that two cores can do. */
const lagPaces = { lag: 1 / 2, scores: 1 / 4 };
const progress = new TerminalProgress(process.stderr);
/** What a person wants to know beside the figures. */
const notes: string[] = [];

const nothing: Figures = {
  baseline: null,
  single: null,
  batch: null,
  query: null,
  lag: null,
  redemptions: null,
  evaluate: null,
  scores: null,
  campaigns: null,
  stored: null,
  memoryMb: null,
  churn: null,
  metrics: null,
  nightly: null,
  verify: null,
};

async function measure(bed: Bed, { phases, seconds, storedPurchases }: BenchArguments): Promise<Figures> {
  const figures: Figures = { ...nothing };
  const loads: LoadResult[] = [];
  const phase = async (name: PhaseName, run: () => Promise<void>): Promise<void> => {
    if (!phases.has(name)) return;
    progress.phase(name);
    await run();
  };
  const load = async (what: string, send: () => Promise<LoadResult>): Promise<LoadResult> => {
    const coresUsed = await watchCores(bed.platform);
    const result = await send();
    const { p50Ms, p99Ms, maxMs, ownCores, failures } = result;
    for (const [failure, count] of Object.entries(failures)) throw new Error(`${what}: ${count} × ${failure}`);
    const took = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, max ${maxMs.toFixed(0)} ms`;
    notes.push(`${what}: ${took}; cores: ${await coresUsed()}, load ${ownCores.toFixed(2)}`);
    loads.push(result);
    return result;
  };
  const settle = async (after: string): Promise<void> => {
    notes.push(`after ${after}: every event applied within ${(await waitUntilQuiet(bed.platform)).toFixed(1)} s`);
  };
  let sample: SampleRows | undefined;
  const baseline = async (connections = baselineConnections): Promise<BaselineResult> => {
    sample ??= await takeSample(bed);
    return measureBaseline(bed, sample, { seconds, connections });
  };

  await waitUntilQuiet(bed.platform);
  await phase('memory', async () => {
    figures.memoryMb = await measureMemoryMb(bed.platform);
  });
  await phase('baseline', async () => {
    figures.baseline = (await baseline()).perSecond;
  });
  const before = await readLedger(bed);
  await phase('single', async () => {
    const { perSecond, p99Ms } = await load('single', () =>
      postSingles(bed, 'SINGLE', { seconds, warmUpSeconds: coldSeconds }),
    );
    figures.single = { perSecond, ratio: Number.NaN, p99Ms, baselineP99Ms: Number.NaN };
    await settle('single posts');
  });
  const lagOf = async (name: 'lag' | 'scores', sample: (post: (at: Bed) => Promise<LoadResult>) => Promise<Lag>) => {
    const pace = (figures.single?.perSecond ?? 0) * lagPaces[name];
    const { p50Ms, p99Ms, maxMs, samples } = await sample((at) =>
      load(name, () => postSingles(at, name.toUpperCase(), { seconds, perSecond: pace })),
    );
    notes.push(
      `${name}: p50 ${p50Ms.toFixed(0)} ms, max ${maxMs.toFixed(0)} ms over ${samples} members at ${pace.toFixed(0)} posts/s`,
    );
    figures[name] = { p99Ms };
  };
  await phase('lag', async () => {
    await lagOf('lag', (post) => measureLag(bed, seconds, () => post(bed)));
    await settle('the lag');
  });
  await phase('query', async () => {
    const { perSecond, p99Ms } = await load('query', () => askForMembers(bed, seconds));
    figures.query = { perSecond, p99Ms };
  });
  await phase('batch', async () => {
    const { perSecond } = await load('batch', () => postBatches(bed, 'BATCH', seconds));
    figures.batch = { perSecond, ratio: Number.NaN };
    await settle('the batches');
  });
  if (figures.single || figures.batch) {
    // Again, because the pace of a machine that is shared changes within minutes: what is compared lies between the two.
    await phase('baseline', async () => {
      const again = (await baseline()).perSecond;
      notes.push(
        `baseline: ${(figures.baseline ?? 0).toFixed(0)}/s before the posts, ${again.toFixed(0)}/s after them`,
      );
      figures.baseline = ((figures.baseline ?? again) + again) / 2;
      if (figures.single) figures.single.baselineP99Ms = (await baseline(singleConnections)).p99Ms;
    });
    for (const posted of [figures.single, figures.batch]) {
      if (posted) posted.ratio = posted.perSecond / (figures.baseline ?? Number.NaN);
    }
  }
  await phase('evaluate', async () => {
    const bare = await throughBareHops(bed, (baseUrl) => evaluate(bed, seconds, baseUrl));
    const { p50Ms, p99Ms } = await load('evaluate', () => evaluate(bed, seconds));
    figures.evaluate = { p50Ms, p99Ms, bareP50Ms: bare.p50Ms, bareP99Ms: bare.p99Ms };
  });
  await phase('redemptions', async () => {
    const { perSecond, p99Ms } = await load('redemptions', () => redeemOfOne(bed, seconds));
    figures.redemptions = { perSecond, p99Ms };
    await settle('the redemptions');
  });
  progress.phase('every purchase accounted for');
  const { purchases, points } = assertNothingLost(before, await readLedger(bed), loads);
  notes.push(
    `${purchases.toLocaleString('en')} purchases with ${points.toLocaleString('en')} points were acknowledged, and are in the ledger`,
  );
  if (phases.has('memory') && loads.length > 0) {
    const after = await measureMemoryMb(bed.platform);
    if (after !== null) notes.push(`six services after the load, PSS: ${after.toFixed(0)} MB`);
  }
  await phase('scores', async () => {
    await lagOf('scores', (post) => measureScores(bed, seconds, post));
    await settle('the scores');
  });
  const cost = (run: string): Promise<number> => costOfPurchase(bed, run, { seconds, load });
  let fewMs = 0;
  const costsOnce = async (): Promise<void> => {
    if (fewMs === 0) fewMs = await cost('FEW');
  };
  await phase('campaigns', async () => {
    await costsOnce();
    await publishCampaigns(bed);
    figures.campaigns = { few: 1, many: campaignsMax, fewMs, manyMs: await cost('CAMPAIGNS') };
    await settle('the campaigns');
  });
  await phase('stored', async () => {
    // With the campaigns that are there by now.
    const before = figures.campaigns?.manyMs ?? (await cost('BEFORE'));
    const few = (await readLedger(bed)).purchases;
    await storePurchases(bed, { count: storedPurchases, onProgress: (share) => progress.update(share) });
    figures.stored = { few, many: storedPurchases, fewMs: before, manyMs: await cost('STORED') };
  });
  return figures;
}

/** Before the platform runs: what is measured is one core's work. */
function measureModels(signal: AbortSignal): Promise<ChurnFigures> {
  progress.phase('models');
  return measureChurn(signal);
}

/** On the churn service's database alone: a million members would be in the way of the other phases. */
function measureMembers(
  { phases, churnMembers }: BenchArguments,
  signal: AbortSignal,
): Promise<Pick<Figures, 'metrics' | 'nightly'>> {
  progress.phase('churn members');
  return withChurnBed(async (bed) => {
    const onProgress = (share: string): void => progress.update(share);
    const loaded = await loadMembers(bed.adminUrl, { members: churnMembers, signal, onProgress });
    if (phases.has('metrics')) progress.phase('metrics');
    const metrics = phases.has('metrics') ? await measureMetrics(bed, loaded) : null;
    if (phases.has('nightly')) progress.phase('nightly');
    const nightly = phases.has('nightly') ? await measureNights(bed, signal) : null;
    return { metrics, nightly };
  });
}

/** In a platform of its own: a million entries more would be in the way of the other phases. */
function measureLedger(signal: AbortSignal): Promise<VerifyFigures> {
  progress.phase('verify');
  return withBed(signal, (bed) => measureVerify(bed, (share) => progress.update(share)));
}

/** Phases that need no platform, or have one of their own. */
const apart: ReadonlySet<PhaseName> = new Set(['models', 'metrics', 'nightly', 'verify']);

async function run(options: BenchArguments): Promise<void> {
  const stop = new AbortController();
  onStopRequest({
    first: () => {
      stop.abort();
    },
    again: () => process.exit(1),
  });
  const timer = setTimeout(() => {
    stop.abort(new Error('The bench took too long.'));
  }, wholeRunMsMax);
  const churn = options.phases.has('models') ? await measureModels(stop.signal) : null;
  const needsMembers = options.phases.has('metrics') || options.phases.has('nightly');
  const ofMembers = needsMembers ? await measureMembers(options, stop.signal) : {};
  const verify = options.phases.has('verify') ? await measureLedger(stop.signal) : null;
  const needsPlatform = [...options.phases].some((name) => !apart.has(name));
  if (needsPlatform) progress.phase('start');
  const ofPlatform = needsPlatform ? await withBed(stop.signal, (bed) => measure(bed, options)) : nothing;
  const figures: Figures = { ...ofPlatform, ...ofMembers, churn, verify };
  clearTimeout(timer);
  progress.done();
  const cores = availableParallelism();
  process.stdout.write(`\n${tableOf(rowsOf(figures))}\n\n  targets are for 2 cores; this machine has ${cores}\n`);
  process.stdout.write(notes.map((note) => `  · ${note}\n`).join(''));
  if (options.jsonPath !== undefined) await writeFile(options.jsonPath, `${JSON.stringify(figures, undefined, 2)}\n`);
}

try {
  const options = parseArguments(process.argv.slice(2));
  if (options) await run(options);
  else process.stdout.write(usage);
  process.exit(0);
} catch (error) {
  progress.failed();
  const text = error instanceof UsageError ? `${error.message}\n\n${usage}` : ((error as Error).stack ?? String(error));
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
