import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startedAtOf } from '#platform/embedded/process-identity';
import { takeStartLock } from './start-lock.js';

describe('takeStartLock', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-lock-'));
    path = join(folder, 'launcher.lock');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses a second launcher while the first lives, naming its process and the folder', async () => {
    await takeStartLock(path, folder);
    await expect(takeStartLock(path, folder)).rejects.toThrow(`running on ${folder} (process ${String(process.pid)})`);
  });

  it('is free again after it was given back, and leaves nothing behind', async () => {
    const release = await takeStartLock(path, folder);
    await release();
    expect(await readdir(folder)).toEqual([]);
    await expect(takeStartLock(path, folder)).resolves.toBeDefined();
  });

  it('takes over from a launcher that was killed', async () => {
    const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(killed, 'spawn');
    const pid = killed.pid ?? 0;
    await writeFile(path, JSON.stringify({ pid, startedAt: await startedAtOf(pid) }));
    await expect(takeStartLock(path, folder)).rejects.toThrow('already running');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await expect(takeStartLock(path, folder)).resolves.toBeDefined();
  });

  it('takes over when the process id belongs to another process by now', async () => {
    await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    await expect(takeStartLock(path, folder)).resolves.toBeDefined();
  });

  it('takes over a damaged lock', async () => {
    await writeFile(path, '{"pid":');
    await expect(takeStartLock(path, folder)).resolves.toBeDefined();
  });
});
