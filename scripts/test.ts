import { checkHouse } from './house/check-house.js';
import { addTotals, closingLine, noTests } from './house/jest-results.js';
import { runTests } from './house/run-tests.js';

/** Quickest first, so that a failure shows early; all of them run, so that one run tells everything. */
const projects = ['unit', 'integration', 'e2e'];
const jestArguments = process.argv.slice(2);

let totals = (await checkHouse()) ? noTests : { ...noTests, failed: 1 };
for (const project of projects) totals = addTotals(totals, await runTests(project, jestArguments));

for (const message of totals.messages) process.stdout.write(`\n${message}\n`);
for (const name of totals.skipped) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`\n${closingLine(totals)}\n`);
process.exitCode = totals.failed > 0 ? 1 : 0;
