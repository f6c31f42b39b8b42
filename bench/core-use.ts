import { readdir, readFile } from 'node:fs/promises';
import type { Platform } from '../scripts/launcher/running-platform.js';

/** What /proc counts in: 100 ticks a second on every Linux that Node runs on. */
const msPerTick = 10;

/** Processor time by process id so far; empty where the system does not tell (not Linux). */
type CoreTimes = ReadonlyMap<number, { readonly name: string; readonly ms: number }>;

/**
 * Tells which process took how many cores while something ran: on a machine with few of them that is where the time goes. The
 * database's connections count for the role that they work for: `keepsake_queues` is what the event queues cost.
 */
export async function watchCores(platform: Pick<Platform, 'pids'>): Promise<() => Promise<string>> {
  const usedMs = await watchTimes(platform);
  const startedAtMs = performance.now();
  return async () => {
    const times = await usedMs();
    const wallMs = performance.now() - startedAtMs;
    const used = [...times].map(([name, ms]) => ({ name, cores: ms / wallMs })).filter(({ cores }) => cores >= 0.005);
    used.sort((a, b) => b.cores - a.cores);
    return used.map((each) => `${each.name} ${each.cores.toFixed(2)}`).join(', ');
  };
}

/** Processor time in milliseconds since the call, by the same names; empty where the system does not tell (not Linux). */
export async function watchTimes(
  platform: Pick<Platform, 'pids'>,
): Promise<() => Promise<ReadonlyMap<string, number>>> {
  const names = new Map(Object.entries(platform.pids()).map(([name, pid]) => [pid, name]));
  const before = await readTimes(names);
  return async () => {
    const used = new Map<string, number>();
    for (const [pid, { name, ms }] of await readTimes(names)) {
      // One that ended meanwhile is missing in both, one that came counts whole.
      used.set(name, (used.get(name) ?? 0) + ms - (before.get(pid)?.ms ?? 0));
    }
    return used;
  };
}

async function readTimes(names: ReadonlyMap<number, string>): Promise<CoreTimes> {
  const times = new Map<number, { name: string; ms: number }>();
  const pids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry)).map(Number);
  await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // After the name, which may hold anything: state, parent, …, user and system time.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const parent = names.get(Number(fields[1]));
      const name = names.get(pid) ?? (parent && (await roleOf(pid, parent)));
      if (name !== undefined) times.set(pid, { name, ms: (Number(fields[11]) + Number(fields[12])) * msPerTick });
    }),
  );
  return times;
}

/** A connection says in its title for whom it works: `postgres: keepsake_points postgres 127.0.0.1(…) idle`. */
async function roleOf(pid: number, parent: string): Promise<string> {
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const role = /^postgres: (\S+) /.exec(title)?.[1];
  return role?.startsWith('keepsake_') ? `${parent}/${role}` : parent;
}
