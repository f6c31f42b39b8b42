import type { Check } from './check.js';

const head = { name: 'check', published: 'published', ours: 'ours', tolerance: 'tolerance' };

/** The checks as a table with a verdict a line. */
export function tableOf(checks: readonly Check[]): string {
  const width = (column: keyof typeof head): number =>
    Math.max(...[head, ...checks].map((each) => each[column].length));
  const widths = {
    name: width('name'),
    published: width('published'),
    ours: width('ours'),
    tolerance: width('tolerance'),
  };
  const line = (cells: typeof head, verdict: string): string =>
    `  ${cells.name.padEnd(widths.name)}  ${cells.published.padStart(widths.published)}  ${cells.ours.padStart(widths.ours)}  ${cells.tolerance.padStart(widths.tolerance)}  ${verdict}`.trimEnd();
  return [line(head, 'verdict'), ...checks.map((check) => line(check, check.holds ? 'ok' : 'FAILS'))].join('\n');
}
