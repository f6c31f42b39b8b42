import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets } from './secrets.js';

describe('loadSecrets', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-secrets-'));
    path = join(folder, 'secrets.json');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('generates them once, for the owner only', async () => {
    const first = await loadSecrets(path, false);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(path, true)).toEqual(first);
  });

  it('gives every secret a value of its own', async () => {
    const { servicePasswords, keys, postgresPassword, queuePassword } = await loadSecrets(path, false);
    const all = [...Object.values(servicePasswords), ...Object.values(keys), postgresPassword, queuePassword];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.min(...all.map((secret) => secret.length))).toBeGreaterThanOrEqual(32);
  });

  it('adds what a later release asks for, and keeps the rest', async () => {
    const first = await loadSecrets(path, false);
    await writeFile(path, JSON.stringify({ ...first, keys: {} }));
    const second = await loadSecrets(path, true);
    expect(second.postgresPassword).toBe(first.postgresPassword);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(second);
  });

  it('refuses to invent new ones for a database that needs the old ones', async () => {
    await expect(loadSecrets(path, true)).rejects.toThrow('is missing');
    await writeFile(path, '{"postgresPass');
    await expect(loadSecrets(path, true)).rejects.toThrow('is damaged');
  });
});
