import type { ChurnFigures } from './phases/churn.js';

/** What `--json` writes, exactly; a phase that was not run is null. */
export interface Figures {
  /** Purchases a second. */
  baseline: number | null;
  single: { perSecond: number; ratio: number; p99Ms: number } | null;
  batch: { perSecond: number; ratio: number } | null;
  query: { perSecond: number; p99Ms: number } | null;
  lag: { p99Ms: number } | null;
  memoryMb: number | null;
  churn: ChurnFigures | null;
}

interface Row {
  readonly name: string;
  readonly figure: string;
  readonly target: string;
  readonly verdict: string;
}

/** The figures beside what they should be, on 2 cores with everything on one machine. */
export function rowsOf({ baseline, single, batch, query, lag, memoryMb, churn }: Figures): Row[] {
  return [
    ...(churn === null ? [] : churnRows(churn)),
    ...(baseline === null ? [] : [told('baseline: plain transactions', perSecond(baseline))]),
    ...(single === null
      ? []
      : [
          told('single posts, 64 connections', perSecond(single.perSecond)),
          atLeast('  ratio to the baseline', single.ratio, 1, ratio),
          atMost('  p99', single.p99Ms, 60, ms),
        ]),
    ...(batch === null
      ? []
      : [
          told('batches of 500', perSecond(batch.perSecond)),
          atLeast('  ratio to the baseline', batch.ratio, 3, ratio),
        ]),
    ...(query === null
      ? []
      : [
          atLeast('member query, 32 connections', query.perSecond, 1_500, perSecond),
          atMost('  p99', query.p99Ms, 50, ms),
        ]),
    ...(lag === null ? [] : [atMost('purchase to visible everywhere, p99', lag.p99Ms, 1_000, ms)]),
    ...(memoryMb === null ? [] : [atMost('six idle services, PSS', memoryMb, 900, megabytes)]),
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
