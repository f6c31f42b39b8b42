import type { NightFigures } from './churn/nights.js';
import type { ChurnFigures } from './phases/churn.js';
import type { MetricFigures } from './phases/metrics.js';
import type { VerifyFigures } from './phases/verify.js';

/** What `--json` writes, exactly; a phase that was not run is null. */
export interface Figures {
  /** Purchases a second. */
  baseline: number | null;
  /** The baseline's p99 with as many connections stands beside its own. */
  single: { perSecond: number; ratio: number; p99Ms: number; baselineP99Ms: number } | null;
  batch: { perSecond: number; ratio: number } | null;
  query: { perSecond: number; p99Ms: number } | null;
  lag: { p99Ms: number } | null;
  /** Of one member. */
  redemptions: { perSecond: number; p99Ms: number } | null;
  /** Beside a bare chain of the same hops. */
  evaluate: { p50Ms: number; p99Ms: number; bareP50Ms: number; bareP99Ms: number } | null;
  scores: { p99Ms: number } | null;
  /** Processor time of points and its database a purchase, in milliseconds. */
  campaigns: CostFigures | null;
  stored: CostFigures | null;
  memoryMb: number | null;
  /** Of the phase models. */
  churn: ChurnFigures | null;
  metrics: MetricFigures | null;
  nightly: NightFigures | null;
  verify: VerifyFigures | null;
}

/** What a purchase costs with few and with many of something. */
export interface CostFigures {
  readonly few: number;
  readonly many: number;
  readonly fewMs: number;
  readonly manyMs: number;
}

interface Row {
  readonly name: string;
  readonly figure: string;
  readonly target: string;
  readonly verdict: string;
}

/** The figures beside what they should be, on 2 cores with everything on one machine. */
export function rowsOf(figures: Figures): Row[] {
  const { baseline, single, batch, query, lag, scores, memoryMb, churn, metrics, nightly, verify } = figures;
  return [
    ...(churn === null ? [] : churnRows(churn)),
    ...(metrics === null ? [] : metricRows(metrics)),
    ...(nightly === null ? [] : nightRows(nightly)),
    ...(verify === null ? [] : verifyRows(verify)),
    ...(baseline === null ? [] : [told('baseline: plain transactions', perSecond(baseline))]),
    ...(single === null
      ? []
      : [
          told('single posts, 64 connections', perSecond(single.perSecond)),
          atLeast('  ratio to the baseline', single.ratio, 1.3, ratio),
          atMost('  p99', single.p99Ms, 60, ms),
          told('  plain transactions on 64 connections, p99', ms(single.baselineP99Ms)),
        ]),
    ...(batch === null
      ? []
      : [
          told('batches of 500', perSecond(batch.perSecond)),
          atLeast('  ratio to the baseline', batch.ratio, 3.5, ratio),
        ]),
    ...(query === null
      ? []
      : [
          atLeast('member query, 32 connections', query.perSecond, 1_500, perSecond),
          atMost('  p99', query.p99Ms, 50, ms),
        ]),
    ...(lag === null ? [] : [atMost('purchase to visible everywhere, p99', lag.p99Ms, 1_000, ms)]),
    ...(scores === null ? [] : [atMost('purchase to its new churn score, p99', scores.p99Ms, 1_000, ms)]),
    ...pointsRows(figures),
    ...(memoryMb === null ? [] : [atMost('six idle services, PSS', memoryMb, 900, megabytes)]),
  ];
}

function pointsRows({ redemptions, evaluate, campaigns, stored }: Figures): Row[] {
  return [
    ...(redemptions === null
      ? []
      : [
          atLeast('redemptions of one member, 64 connections', redemptions.perSecond, 500, perSecond),
          told('  p99', ms(redemptions.p99Ms)),
        ]),
    ...(evaluate === null
      ? []
      : [
          atMost('evaluate, p99', evaluate.p99Ms, 10, ms),
          told('  the same hops without its work, p99', ms(evaluate.bareP99Ms)),
          told('  ratio of the medians', ratio(evaluate.p50Ms / evaluate.bareP50Ms)),
        ]),
    ...(campaigns === null ? [] : costRows('campaigns', campaigns)),
    ...(stored === null ? [] : costRows('stored purchases', stored)),
  ];
}

function costRows(of: string, { few, many, fewMs, manyMs }: CostFigures): Row[] {
  const counts = `${few.toLocaleString('en')} to ${many.toLocaleString('en')}`;
  return [
    told(`core time a purchase in points, ${few.toLocaleString('en')} ${of}`, ms(fewMs)),
    atMost(`  from ${counts} ${of}`, manyMs / fewMs, 1.3, ratio),
  ];
}

/** The target is for a million; the ledger has a little more. */
function verifyRows({ entries, seconds: took, peakMb }: VerifyFigures): Row[] {
  return [
    atMost(`ledger:verify of ${entries.toLocaleString('en')} entries`, took, 30, seconds),
    told('  entries a second', perSecond(entries / took)),
    ...(peakMb === null ? [] : [told('  its memory at the most', megabytes(peakMb))]),
  ];
}

function churnRows(figures: ChurnFigures): Row[] {
  const { fitSeconds, fitRatio, scoreSeconds, scoreByTreesSeconds, loopP99Ms, idleLoopP99Ms } = figures;
  return [
    atMost('fit of 23,570 customers', fitSeconds, 2, seconds),
    told('  a row a customer takes', ratio(fitRatio)),
    atMost('scoring 1,000,000 members, one core', scoreSeconds, 60, seconds),
    atMost('  by boosted trees', scoreByTreesSeconds, 60, seconds),
    atMost('loop delay while a thread trains, p99', loopP99Ms, 50, ms),
    told('  with nothing to do', ms(idleLoopP99Ms)),
  ];
}

function metricRows({ members, purchaseDays, slowestMs, recountMs }: MetricFigures): Row[] {
  const of = `${members.toLocaleString('en')} members, ${purchaseDays.toLocaleString('en')} purchase days`;
  return [
    told('metrics of 13 months, slowest of 20 answers', of),
    ...Object.entries(slowestMs).map(([name, slowest]) => atMost(`  ${name}`, slowest, 300, ms)),
    told('  repurchase-rate, month, counted from the days', ms(recountMs)),
  ];
}

function nightRows(figures: NightFigures): Row[] {
  const { chosen, trainSeconds, trainLoopP99Ms, firstScoreSeconds, nightSeconds, nightCoreSeconds, scoreLoopP99Ms } =
    figures;
  const { memoryMb } = figures;
  return [
    told(`training on the members (${chosen} chosen)`, seconds(trainSeconds)),
    atMost('  loop delay meanwhile, p99', trainLoopP99Ms, 50, ms),
    told('first scores of all members, read and written', seconds(firstScoreSeconds)),
    told('scores of all members in a night, read and written', seconds(nightSeconds)),
    told('  processor time of the service', seconds(nightCoreSeconds)),
    atMost('  loop delay meanwhile, p99', scoreLoopP99Ms, 50, ms),
    ...(memoryMb === null
      ? []
      : [
          told('memory of the process before it trained', megabytes(memoryMb.before)),
          told('  at the most', megabytes(memoryMb.most)),
          told('  when all was done', megabytes(memoryMb.after)),
        ]),
  ];
}

export function tableOf(rows: readonly Row[]): string {
  const head: Row = { name: 'measured', figure: 'figure', target: 'target', verdict: '' };
  const width = (pick: (row: Row) => string): number => Math.max(...[head, ...rows].map((row) => pick(row).length));
  const [name, figure, target] = [width((row) => row.name), width((row) => row.figure), width((row) => row.target)];
  const line = (row: Row): string =>
    `  ${row.name.padEnd(name)}   ${row.figure.padStart(figure)}   ${row.target.padStart(target)}   ${row.verdict}`.trimEnd();
  return [line(head), `  ${'─'.repeat(name + figure + target + 14)}`, ...rows.map(line)].join('\n');
}

const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
const ratio = (value: number): string => `${value.toFixed(2)} ×`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const megabytes = (value: number): string => `${value.toFixed(0)} MB`;

function told(name: string, figure: string): Row {
  return { name, figure, target: '', verdict: '' };
}

function atLeast(name: string, value: number, target: number, show: (value: number) => string): Row {
  return { name, figure: show(value), target: `≥ ${show(target)}`, verdict: value >= target ? 'met' : 'MISSED' };
}

function atMost(name: string, value: number, target: number, show: (value: number) => string): Row {
  return { name, figure: show(value), target: `≤ ${show(target)}`, verdict: value <= target ? 'met' : 'MISSED' };
}
