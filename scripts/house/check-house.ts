import { reportStep, runStep } from './step.js';
import type { Step, StepResult } from './step.js';

const cache = 'node_modules/.cache/keepsake';

const lint: Step = {
  name: 'lint',
  script: 'node_modules/eslint/bin/eslint.js',
  args: ['.', '--max-warnings=0', '--cache', '--cache-strategy=content', `--cache-location=${cache}/eslint`],
};
const format: Step = {
  name: 'format',
  script: 'node_modules/prettier/bin/prettier.cjs',
  args: [
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-strategy=content',
    `--cache-location=${cache}/prettier`,
    '.',
  ],
};
const types: Step = { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-p', '.'] };
const imports: Step = {
  name: 'import rules',
  script: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
  args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', '.'],
};
const deadCode: Step = {
  name: 'dead code',
  script: 'node_modules/knip/bin/knip.js',
  // No cache: it keeps how an import was resolved after tsconfig.json changed that, and 2 s are not worth a wrong verdict.
  args: ['--no-progress', '--no-config-hints'],
};

/** Linting with types takes about as long as the rest together, so two lanes fill two cores. */
const lanes: readonly (readonly Step[])[] = [[lint], [types, imports, deadCode, format]];

/** Format, lint, types, import rules and dead code: prints a line a step and the output of what fails. */
export async function checkHouse(): Promise<boolean> {
  const results = (await Promise.all(lanes.map(runLane))).flat();
  for (const { name, ok, output } of results) {
    if (!ok) process.stdout.write(`\n── ${name} ──\n${output.trimEnd()}\n\n`);
  }
  return results.every(({ ok }) => ok);
}

async function runLane(steps: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = await runStep(step);
    reportStep(result);
    results.push(result);
  }
  return results;
}
