// `npm run test:model`: random histories on the real ledger and on a plain model, compared after every step.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform/embedded/embedded-postgres';
import fc from 'fast-check';
import { LedgerUnderTest } from './ledger-under-test.js';
import { histories } from './operations.js';
import { playHistory } from './play-history.js';
import type { Played } from './side-by-side.js';

const usage = 'npm run test:model -- [--operations 50000] [--seed N]';
const progressEveryMs = 1_000;
/** Histories that are tried to find a shorter one that fails. */
const shorterMax = 300;

async function run(operations: number, seed: number): Promise<void> {
  const startedAtMs = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'keepsake-model-'));
  // As root the server runs as another user, who must be able to enter.
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'db'),
    password: randomBytes(16).toString('hex'),
  });
  process.env['KEEPSAKE_TEST_POSTGRES_URL'] = server.url;
  try {
    const ledger = await LedgerUnderTest.create();
    const played: Played = { operations: 0, refused: 0, byKind: new Map() };
    let [shownAtMs, failed, shorterLeft] = [0, false, shorterMax];
    const show = (): void => {
      if (performance.now() - shownAtMs < progressEveryMs) return;
      shownAtMs = performance.now();
      const percent = Math.min(100, Math.floor((100 * played.operations) / operations));
      process.stderr.write(
        `\r  ${String(played.operations)} of ${String(operations)} operations, ${String(percent)} %, ${String(played.refused)} refused  `,
      );
    };
    const property = fc.asyncProperty(histories({ steps: 20, operations: 40 }), async (history) => {
      if (failed ? shorterLeft === 0 : played.operations >= operations) return;
      if (failed) shorterLeft -= 1;
      try {
        await playHistory(ledger, history, played);
      } catch (error) {
        // From now on a shorter history is looked for that fails too.
        if (!failed) process.stderr.write(`\n${whatFailed(error)}\nlooking for a shorter history that fails\n`);
        failed = true;
        throw error;
      }
      show();
    });
    const checked = await fc.check(property, {
      seed,
      numRuns: operations,
      interruptAfterTimeLimit: 3_600_000,
      endOnFailure: false,
    });
    process.stderr.write('\n');
    await ledger.close();
    const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(0);
    if (checked.failed) {
      const reason = (checked.errorInstance as Error).message;
      process.stdout.write(
        `${JSON.stringify(checked.counterexample?.[0])}\n\n${reason}\n\nrepeat with --seed ${String(seed)}\n`,
      );
      process.exitCode = 1;
      return;
    }
    const kinds = [...played.byKind].map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
    process.stdout.write(
      `The ledger equals the model after every step: ${String(played.operations)} operations in ${seconds} s, ${String(played.refused)} of them refused (seed ${String(seed)}).\n${kinds}\n`,
    );
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function whatFailed(error: unknown): string {
  const { message, stack, detail } = error as Error & { readonly detail?: string };
  return [message, detail, stack].join('\n');
}

const { values } = parseArgs({ options: { operations: { type: 'string' }, seed: { type: 'string' } } });
const operations = Number(values.operations ?? 50_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (Number.isSafeInteger(operations) && operations > 0 && Number.isSafeInteger(seed)) await run(operations, seed);
else {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 1;
}
