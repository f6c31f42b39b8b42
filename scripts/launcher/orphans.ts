import { readFile } from 'node:fs/promises';
import { startedAtOf, waitForEnd } from '#platform/embedded/process-identity';
import { writePrivateFile } from './write-private-file.js';

interface Child {
  readonly pid: number;
  readonly startedAt: string;
}

/** Longer than a service takes to stop when it notices that its launcher is gone. */
const graceMs = 9_000;

/** Writes down which processes belong to this run; calls may overlap, the newest list wins. */
export class ChildList {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {}

  record(pids: readonly number[]): void {
    this.writing = this.writing
      .then(async () => {
        await writePrivateFile(this.path, JSON.stringify(await describe(pids)));
      })
      // A full disk must not end the platform; the list is only needed after a kill -9.
      .catch(() => undefined);
  }

  async settled(): Promise<void> {
    await this.writing;
  }
}

/** Waits for the children of a killed launcher, which stop by themselves, and ends those that do not. */
export async function endOrphans(path: string): Promise<void> {
  const orphans = await livingChildren(path);
  await Promise.all(
    orphans.map(async ({ pid }) => {
      if (await waitForEnd(pid, graceMs)) return;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }),
  );
}

async function livingChildren(path: string): Promise<Child[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  let children: Child[];
  try {
    children = JSON.parse(text) as Child[];
  } catch {
    return [];
  }
  const living = await Promise.all(children.map(async ({ pid, startedAt }) => (await startedAtOf(pid)) === startedAt));
  return children.filter((_, index) => living[index]);
}

async function describe(pids: readonly number[]): Promise<Child[]> {
  const startedAts = await Promise.all(pids.map(startedAtOf));
  return pids.flatMap((pid, index) => {
    const startedAt = startedAts[index];
    return startedAt === undefined ? [] : [{ pid, startedAt }];
  });
}
