// `node scripts/run.mjs <script> [arguments]`: builds what changed, then runs dist/scripts/<script>.js in this process.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...rest] = process.argv.slice(2);
await build();
const target = join(root, 'dist', `${script}.js`);
process.argv = [process.argv[0], target, ...rest];
await import(pathToFileURL(target).href);
