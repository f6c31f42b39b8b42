import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 100;
const command = join(import.meta.dirname, '..', '..', 'scripts', 'ledger-verify.js');

interface VerifyRun {
  readonly exitCode: number | null;
  readonly output: string;
  /** From its start to its end, as a person waits for it. */
  readonly seconds: number;
  /** Its memory at the most, in megabytes; null where the system does not tell (not Linux). */
  readonly peakMb: number | null;
}

/** Runs what `npm run ledger:verify` runs, beside the platform of a data folder. */
export async function runVerify(dataDir: string, signal: AbortSignal): Promise<VerifyRun> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [command], {
    env: { PATH: process.env['PATH'], KEEPSAKE_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const watching = new AbortController();
  const peak = watchPeakMb(child.pid ?? 0, watching.signal);
  const exitCode = await ended;
  const seconds = (performance.now() - startedAtMs) / 1_000;
  watching.abort();
  return { exitCode, output: output.join(''), seconds, peakMb: await peak };
}

/** The system keeps the highest; the last look before the end counts. */
async function watchPeakMb(pid: number, signal: AbortSignal): Promise<number | null> {
  let peakMb: number | null = null;
  while (!signal.aborted) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes !== undefined) peakMb = Number(kilobytes) / 1_024;
    await pause(lookEveryMs);
  }
  return peakMb;
}
