// Compiles every TypeScript source to dist/ with swc, only what changed since the last build, so that a second start pays nothing.
// Plain JavaScript: it runs before anything is compiled.
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sourceFolders = ['apps', 'libs', 'scripts', 'bench', 'test/e2e', 'test/model'];

export async function build() {
  const { transformFile } = await import('@swc/core');
  const sources = (await Promise.all(sourceFolders.map((folder) => listSources(join(root, folder))))).flat();
  const configChangedAt = (await stat(join(root, '.swcrc'))).mtimeMs;
  const expected = new Set();
  await Promise.all(
    sources.map(async (source) => {
      const target = join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');
      expected.add(target);
      const [from, to] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
      if (to && to.mtimeMs > from.mtimeMs && to.mtimeMs > configChangedAt) return;
      const { code, map } = await transformFile(source, { swcrc: true, root, cwd: root });
      await mkdir(dirname(target), { recursive: true });
      await replaceFile(`${target}.map`, map ?? '');
      await replaceFile(target, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`);
    }),
  );
  await removeStale(join(root, 'dist'), expected);
}

/** Written beside and renamed, so that a process that starts meanwhile never reads half a file. */
async function replaceFile(path, text) {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, text);
  await rename(beside, path);
}

async function listSources(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(spec|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A source that is gone must not live on as a compiled module: a removed migration would still run. */
async function removeStale(dist, expected) {
  const entries = await readdir(dist, { withFileTypes: true, recursive: true }).catch(() => []);
  const stale = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !expected.has(path));
  await Promise.all(stale.flatMap((path) => [rm(path, { force: true }), rm(`${path}.map`, { force: true })]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
