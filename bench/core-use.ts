import { readdir, readFile } from 'node:fs/promises';
import type { Platform } from '../scripts/launcher/running-platform.js';

/** What /proc counts in: 100 ticks a second on every Linux that Node runs on. */
const msPerTick = 10;

/** Processor time by process so far, in ms; empty where the system does not tell (not Linux). */
type CoreTimes = ReadonlyMap<string, number>;

/**
 * Tells which process took how many cores while something ran: on a machine with few of them that is where the time goes. The
 * database counts with all its connections.
 */
export async function watchCores(platform: Pick<Platform, 'pids'>): Promise<() => Promise<string>> {
  const names = new Map(Object.entries(platform.pids()).map(([name, pid]) => [pid, name]));
  const before = await readTimes(names);
  const startedAtMs = performance.now();
  return async () => {
    const after = await readTimes(names);
    const wallMs = performance.now() - startedAtMs;
    const used = [...after].map(([name, ms]) => ({ name, cores: (ms - (before.get(name) ?? 0)) / wallMs }));
    used.sort((a, b) => b.cores - a.cores);
    return used.map(({ name, cores }) => `${name} ${cores.toFixed(2)}`).join(', ');
  };
}

async function readTimes(names: ReadonlyMap<number, string>): Promise<CoreTimes> {
  const times = new Map<string, number>();
  const pids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry));
  await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // After the name, which may hold anything: state, parent, …, user and system time.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const name = names.get(Number(pid)) ?? names.get(Number(fields[1]));
      if (name === undefined) return;
      const ms = (Number(fields[11]) + Number(fields[12])) * msPerTick;
      times.set(name, (times.get(name) ?? 0) + ms);
    }),
  );
  return times;
}
