import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from '../../scripts/launcher/running-platform.js';
import { processNames } from '../../scripts/launcher/service-plans.js';

const settleMs = 3_000;
const kilobytesPerMegabyte = 1_024;

/** @returns the proportional share of memory of the five services and the gateway; null where the system does not tell (not Linux) */
export async function measureMemoryMb(platform: Pick<Platform, 'pids'>): Promise<number | null> {
  await pause(settleMs);
  const pids = platform.pids();
  const shares = await Promise.all(processNames.map((name) => readPssKb(pids[name])));
  if (shares.some((share) => share === undefined)) return null;
  return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) / kilobytesPerMegabyte;
}

async function readPssKb(pid: number | undefined): Promise<number | undefined> {
  const text = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
  const share = /^Pss: +(\d+) kB/m.exec(text)?.[1];
  return share === undefined ? undefined : Number(share);
}
