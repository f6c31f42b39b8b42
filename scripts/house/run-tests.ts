import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportStep, runStep } from './step.js';
import { noTests, totalsOf } from './jest-results.js';
import type { JestReport, TestTotals } from './jest-results.js';

/** Jest loads ES modules through Node's vm modules, which Node still calls experimental at every start. */
const nodeOptions = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

/** Runs one project of jest.config.mjs, prints its line and gives its totals. */
export async function runTests(project: string, args: readonly string[]): Promise<TestTotals> {
  const folder = await mkdtemp(join(tmpdir(), 'keepsake-test-'));
  try {
    const reportFile = join(folder, 'report.json');
    const result = await runStep({
      name: project,
      script: 'node_modules/jest/bin/jest.js',
      args: ['--selectProjects', project, '--passWithNoTests', '--json', '--outputFile', reportFile, ...args],
      env: { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${nodeOptions}`.trim() },
    });
    const totals = await readTotals(reportFile, result.ok, result.output);
    reportStep({ ...result, ok: totals.failed === 0 }, `   ${totals.passed} passed`);
    return totals;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run that ends badly without a failed test (a broken set-up, a crash) is a failure of its own. */
async function readTotals(reportFile: string, ok: boolean, output: string): Promise<TestTotals> {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  const totals = text === undefined ? noTests : totalsOf(JSON.parse(text) as JestReport);
  return ok || totals.failed > 0 ? totals : { ...totals, failed: 1, messages: [...totals.messages, output.trim()] };
}
