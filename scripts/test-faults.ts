// `npm run test:faults`: kills the points process and PostgreSQL under load, and checks that nothing acknowledged is lost or doubled.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkPosts } from './faults/check-posts.js';
import { Journal } from './faults/journal.js';
import { TillPosts } from './faults/till-posts.js';
import { TerminalProgress } from './launcher/progress.js';
import { projectRoot } from './launcher/project-root.js';
import type { Platform } from './launcher/running-platform.js';
import { startPlatform } from './launcher/start-platform.js';
import { onStopRequest } from './launcher/stop-request.js';
import { enrollMembers } from './faults/enroll-members.js';

const killsOfEach = 5;
const victims = ['points', 'postgres'] as const;
const membersCount = 24;
/** Load between two kills. */
const postsBetween = 100;
const backWithinMs = 10_000;
/** Longer than this the platform is not coming back. */
const patienceMs = 60_000;
const lookEveryMs = 20;

const progress = new TerminalProgress(process.stderr);

async function run(signal: AbortSignal): Promise<number> {
  const parent = await mkdtemp(join(tmpdir(), 'keepsake-faults-'));
  // As root the database runs as another user, who must be able to enter.
  await chmod(parent, 0o711);
  const dataDir = join(parent, 'data');
  try {
    progress.phase('start');
    const platform = await startPlatform({ dataDir, empty: true, env: { LOG_LEVEL: 'warn' }, signal });
    try {
      return await breakAndCheck(platform, dataDir);
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function breakAndCheck(platform: Platform, dataDir: string): Promise<number> {
  const { credentials } = platform;
  const journal = new Journal();
  progress.phase('members');
  const tills = new TillPosts(credentials, await enrollMembers(credentials, membersCount), journal);
  await tills.open();
  const load = tills.run();
  const report: string[] = [];
  const wrong: string[] = [];
  try {
    for (let round = 1; round <= killsOfEach; round += 1) {
      for (const victim of victims) {
        progress.phase(`kill ${victim} (${String(round)} of ${String(killsOfEach)})`);
        const { line, tookMs } = await killUnderLoad(platform, victim, journal);
        report.push(line);
        if (tookMs > backWithinMs) wrong.push(`${line}: more than ${String(backWithinMs / 1_000)} s`);
      }
    }
  } finally {
    tills.stop();
    await load;
  }
  progress.phase('unknown posts');
  const unknown = journal.unknown;
  await tills.resolve(unknown);
  await tills.close();
  progress.phase('every post');
  const posts = await checkPosts(credentials.databaseUrl, journal);
  wrong.push(...posts.wrong);
  progress.phase('ledger:verify');
  const verified = await verifyLedger(dataDir, credentials.databaseUrl);
  if (verified.code !== 0) wrong.push(`ledger:verify ended with ${String(verified.code)}:\n${verified.output}`);
  progress.done();
  const lines = [
    ...report,
    `${String(unknown.length)} posts that nobody had answered were resolved by repeating them`,
    ...posts.checked,
    ...verified.output.trim().split('\n'),
    ...wrong.map((each) => `WRONG: ${each}`),
    wrong.length === 0 ? 'Nothing was lost, nothing was doubled.' : `${String(wrong.length)} things are wrong.`,
  ];
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  return wrong.length === 0 ? 0 : 1;
}

/** Kills when the load runs, and waits until a post that was sent after it is acknowledged. */
async function killUnderLoad(platform: Platform, victim: (typeof victims)[number], journal: Journal) {
  const enough = journal.acknowledged.length + postsBetween;
  await until(() => journal.acknowledged.length >= enough, 'the load runs');
  const pid = platform.pids()[victim];
  const killedAtMs = performance.now();
  platform.kill(victim);
  // Until the process is gone it may still answer.
  await until(() => platform.pids()[victim] !== pid, `${victim} is gone`);
  const goneAtMs = performance.now();
  await until(() => journal.firstAnsweredOf(goneAtMs) !== undefined, 'a post succeeds again');
  const tookMs = (journal.firstAnsweredOf(goneAtMs) ?? Infinity) - killedAtMs;
  return {
    tookMs,
    line: `kill -9 of ${victim} (pid ${String(pid)}): posts succeed again after ${(tookMs / 1_000).toFixed(1)} s`,
  };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const endsAtMs = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > endsAtMs)
      throw new Error(`After ${String(patienceMs / 1_000)} s it is not so that ${what}.`);
    await pause(lookEveryMs);
  }
}

async function verifyLedger(dataDir: string, databaseUrl: string) {
  const child = spawn(process.execPath, [join(projectRoot, 'dist', 'scripts', 'ledger-verify.js')], {
    env: { ...process.env, KEEPSAKE_DATA_DIR: dataDir, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: code === 0 ? output : `${said}${output}` };
}

const stop = new AbortController();
onStopRequest({
  first: () => {
    stop.abort();
  },
  again: () => process.exit(1),
});
try {
  process.exit(await run(stop.signal));
} catch (error) {
  progress.failed();
  process.stderr.write(`\n${(error as Error).stack ?? String(error)}\n`);
  process.exit(1);
}
