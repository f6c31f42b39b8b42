import type { ChurnFigures } from './phases/churn.js';
import type { VerifyFigures } from './phases/verify.js';

/** What `--json` writes, exactly; a phase that was not run is null. */
export interface Figures {
  /** Purchases a second. */
  baseline: number | null;
  single: { perSecond: number; ratio: number; p99Ms: number } | null;
  batch: { perSecond: number; ratio: number } | null;
  query: { perSecond: number; p99Ms: number } | null;
  lag: { p99Ms: number } | null;
  /** Of one member. */
  redemptions: { perSecond: number; p99Ms: number } | null;
  evaluate: { p99Ms: number } | null;
  /** Processor time of points and its database a purchase, in milliseconds. */
  campaigns: CostFigures | null;
  stored: CostFigures | null;
  memoryMb: number | null;
  churn: ChurnFigures | null;
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
  const { baseline, single, batch, query, lag, memoryMb, churn, verify } = figures;
  return [
    ...(churn === null ? [] : churnRows(churn)),
    ...(verify === null ? [] : verifyRows(verify)),
    ...(baseline === null ? [] : [told('baseline: plain transactions', perSecond(baseline))]),
    ...(single === null
      ? []
      : [
          told('single posts, 64 connections', perSecond(single.perSecond)),
          atLeast('  ratio to the baseline', single.ratio, 1.3, ratio),
          atMost('  p99', single.p99Ms, 60, ms),
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
    ...(evaluate === null ? [] : [atMost('evaluate, p99', evaluate.p99Ms, 10, ms)]),
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

function churnRows({ fitSeconds, fitRatio, scoreSeconds, loopP99Ms, idleLoopP99Ms }: ChurnFigures): Row[] {
  return [
    atMost('fit of 23,570 customers', fitSeconds, 2, seconds),
    told('  a row a customer takes', ratio(fitRatio)),
    atMost('scoring 1,000,000 members, one core', scoreSeconds, 60, seconds),
    told('  a second', perSecond(1_000_000 / scoreSeconds)),
    atMost('loop delay while a thread trains, p99', loopP99Ms, 50, ms),
    told('  with nothing to do', ms(idleLoopP99Ms)),
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
