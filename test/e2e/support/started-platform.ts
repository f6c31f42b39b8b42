import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../../../scripts/launcher/credentials.js';
import { startedAtOf } from '#platform/embedded/process-identity';

/** What the launcher says when everything is up. */
const upMark = 'Ctrl-C stops everything';

/** `npm start` as a person has it: a process of its own, its output and its signals. */
export class StartedPlatform {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(
    private readonly dataDir: string,
    { port = 0, args = ['--empty'] }: { port?: number; args?: readonly string[] } = {},
  ) {
    // Outside the test's own process group, so that it can be treated like a terminal's.
    this.child = spawn(process.execPath, ['dist/scripts/start.js', ...args], {
      env: { ...process.env, KEEPSAKE_DATA_DIR: dataDir, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const take = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** @throws with what it said when it ends instead of coming up */
  async up(): Promise<Credentials> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (this.output.includes(upMark)) resolve();
      };
      this.child.stdout?.on('data', look);
      void this.ended.then(() => {
        reject(new Error(`The platform did not come up:\n${this.output}`));
      });
      look();
    });
    return JSON.parse(await readFile(join(this.dataDir, 'credentials.json'), 'utf8')) as Credentials;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** @returns its exit code, null after a signal */
  exit(): Promise<number | null> {
    return this.ended;
  }

  /** Whatever of it may still be there ends. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  /** Process ids of its children: services, gateway and database. */
  async children(): Promise<number[]> {
    const listed = JSON.parse(await readFile(join(this.dataDir, 'children.json'), 'utf8')) as { pid: number }[];
    const postmaster = await readFile(join(this.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
    return [...listed.map(({ pid }) => pid), Number(postmaster.split('\n')[0])];
  }
}

export async function livingOf(pids: readonly number[]): Promise<number[]> {
  const startedAts = await Promise.all(pids.map(startedAtOf));
  return pids.filter((_, index) => startedAts[index] !== undefined);
}
