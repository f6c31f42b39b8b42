import type { Coverage } from '../../apps/points/src/application/verify/verify-chain.js';
import { verifyLedger } from '../../apps/points/src/application/verify/verify-ledger.js';
import { PgLedgerRows } from '../../apps/points/src/database/pg-ledger-rows.js';
import { shownInstant, type WrongRow } from '../../apps/points/src/domain/verify/stored-rows.js';
import { findPlatform, withDatabase } from '../events/connections.js';
import { Progress } from '../replay/progress.js';
import { findLedgerKey, readHeads } from './surroundings.js';
import type { VerifyOptions } from './verify-options.js';

/** One a table that is read, and the one that holds the snapshot. */
const connectionsMax = 8;

export async function verifyCommand({ programId }: VerifyOptions): Promise<void> {
  const platform = await findPlatform(process.env);
  const secret = await findLedgerKey(process.env);
  const { path, heads } = await readHeads(process.env);
  const startedAtMs = performance.now();
  let progress: Progress | undefined;
  const { wrong, entries, coverage } = await withDatabase(
    platform,
    'points',
    (database) =>
      verifyLedger(new PgLedgerRows(database), {
        secret,
        programId,
        heads: heads ?? new Map(),
        onStart: (about) => (progress = new Progress('Entries', about, process.stderr)),
        onProgress: (done) => progress?.update(done),
      }),
    connectionsMax,
  );
  progress?.stop();
  say(`${entries} entries in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s.`);
  if (!heads)
    say(`No heads were found outside the database (${path}): a chain that was cut off at its end would not show.`);
  if (coverage) say(reachOf(coverage, new Date()));
  if (wrong) {
    process.exitCode = 1;
    say(textOf(wrong));
  } else {
    say('Every row is what it must be.');
  }
}

function reachOf({ links, last, uncovered, uncoveredSinceMs }: Coverage, now: Date): string {
  const covered = last
    ? `The chain covers all up to posting ${last.postingId}, recorded ${shownInstant(last.recordedAtMs)} (link ${links}).`
    : 'The chain covers nothing yet.';
  if (uncoveredSinceMs === undefined) return `${covered} Nothing came after it.`;
  const behindSeconds = Math.max(0, (now.getTime() - uncoveredSinceMs) / 1_000);
  return `${covered} It is ${behindSeconds.toFixed(0)} s behind: ${uncovered} later postings are signed, not linked.`;
}

function textOf({ table, key, expected, found }: WrongRow): string {
  const where = Object.entries(key).map(([column, value]) => `${column} = ${value}`);
  return `WRONG: ${table}, ${where.join(', ')}\n  expected: ${expected}\n  found:    ${found}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
