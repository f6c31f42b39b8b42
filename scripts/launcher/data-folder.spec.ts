import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, wipeDataFolder } from './data-folder.js';

describe('openDataFolder', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'keepsake-folder-'));
  });

  afterEach(async () => {
    await rm(parent, { recursive: true, force: true });
  });

  it('makes a missing folder, and finds it again', async () => {
    const folder = await openDataFolder(join(parent, 'deep', 'data'));
    expect((await stat(folder.logs)).isDirectory()).toBe(true);
    await expect(openDataFolder(folder.path)).resolves.toEqual(folder);
  });

  it('lets nobody else list it', async () => {
    const { path } = await openDataFolder(join(parent, 'data'));
    expect((await stat(path)).mode & 0o066).toBe(0);
  });

  it('refuses a folder that holds something else, and leaves it alone', async () => {
    await writeFile(join(parent, 'thesis.tex'), 'chapter one');
    await expect(openDataFolder(parent)).rejects.toThrow('is not a Keepsake data folder');
    expect(await readdir(parent)).toEqual(['thesis.tex']);
  });

  it('takes over a folder whose very first start was killed', async () => {
    await writeFile(join(parent, 'keepsake.json.new'), '{"pro');
    await expect(openDataFolder(parent)).resolves.toMatchObject({ path: parent });
  });

  it('refuses a damaged marker, and one of a later release', async () => {
    await writeFile(join(parent, 'keepsake.json'), '{"product":"keep');
    await expect(openDataFolder(parent)).rejects.toThrow('damaged');
    await writeFile(join(parent, 'keepsake.json'), '{"product":"keepsake","format":2}');
    await expect(openDataFolder(parent)).rejects.toThrow('has format 2');
  });

  it('refuses a file in its place, and names it', async () => {
    const path = join(parent, 'data');
    await writeFile(path, '');
    await expect(openDataFolder(path)).rejects.toThrow(path);
  });

  it('wipes everything but the lock and the marker', async () => {
    const folder = await openDataFolder(join(parent, 'data'));
    await writeFile(folder.lock, 'held');
    await writeFile(folder.secrets, '{}');
    await mkdir(join(folder.postgres, 'cluster'), { recursive: true });
    await wipeDataFolder(folder);
    expect((await readdir(folder.path)).sort()).toEqual(['keepsake.json', 'launcher.lock', 'logs']);
  });
});
