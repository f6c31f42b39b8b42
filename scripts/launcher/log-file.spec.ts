import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from './log-file.js';

describe('LogFile', () => {
  let folder: string;
  let log: LogFile;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-log-'));
    log = new LogFile(join(folder, 'child.log'), 100);
  });

  afterEach(async () => {
    log.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps what a child writes, and one older file when it is full', async () => {
    log.write('x'.repeat(99));
    log.rotateWhenFull();
    expect((await readFile(log.path, 'utf8')).length).toBe(99);
    log.write('x');
    log.rotateWhenFull();
    const child = spawn('echo', ['after'], { stdio: ['ignore', log.descriptor, 'ignore'] });
    await once(child, 'exit');
    expect(await readFile(log.path, 'utf8')).toBe('after\n');
    expect(await readFile(`${log.path}.1`, 'utf8')).toBe('x'.repeat(100));
  });

  it('shows the last words of this run only', () => {
    log.write('an old run\n');
    log.beginRun();
    expect(log.tail()).toBe('');
    log.write('a new run\n');
    expect(log.tail()).toBe('a new run');
  });
});
