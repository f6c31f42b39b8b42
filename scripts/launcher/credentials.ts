import { readFile } from 'node:fs/promises';
import { writePrivateFile } from './write-private-file.js';

/** How to call the platform that was started here: `credentials.json` of the data folder, part of the public interface. */
export interface Credentials {
  readonly baseUrl: string;
  readonly graphqlUrl: string;
  readonly keys: Readonly<Record<KeyScope, string>>;
  /** Of the demo member; renewed at every start. */
  readonly memberToken: string;
  readonly memberId: string;
  /** An administrator's. */
  readonly databaseUrl: string;
}

export const keyScopes = ['pos', 'app', 'partner', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** @returns what an earlier start has written; nothing when there is none, or not in one piece */
export async function readCredentials(path: string): Promise<Credentials | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Credentials;
  } catch {
    return undefined;
  }
}

export function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  return writePrivateFile(path, `${JSON.stringify(credentials, undefined, 2)}\n`);
}
