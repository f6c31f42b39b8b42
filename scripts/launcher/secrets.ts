import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { serviceNames, type ServiceName } from '#contracts/internal/call';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { writePrivateFile } from './write-private-file.js';

/** Keys that the services ask for by these names in their environment, 32 bytes each. */
export const keyNames = [
  'KEEPSAKE_INTERNAL_KEY',
  'KEEPSAKE_TOKEN_KEY',
  'KEEPSAKE_PII_KEY',
  'KEEPSAKE_INDEX_KEY',
  'KEEPSAKE_CLAIM_KEY',
  'KEEPSAKE_REFERENCE_KEY',
  'KEEPSAKE_LEDGER_KEY',
  'KEEPSAKE_COUPON_KEY',
  'KEEPSAKE_CREDENTIALS_KEY',
] as const;
export type KeyName = (typeof keyNames)[number];

/** What is generated once and must live as long as the data: a lost key is lost personal data. */
export interface Secrets {
  readonly postgresPassword: string;
  readonly queuePassword: string;
  readonly servicePasswords: Readonly<Record<ServiceName, string>>;
  readonly keys: Readonly<Record<KeyName, string>>;
}

const keyBytes = 32;

/**
 * Reads the secrets of the data folder, and generates those that are missing: all of them at the first start, new ones after an
 * update.
 *
 * @param hasData the folder already has a database, which new secrets could not open
 * @throws StartRefusedError when they are gone or damaged
 */
export async function loadSecrets(path: string, hasData: boolean): Promise<Secrets> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined && hasData) {
    throw new StartRefusedError(
      `${path} is missing, and the database beside it cannot be opened or decrypted without it.`,
      lostAdvice,
    );
  }
  const known = text === undefined ? {} : parse(path, text);
  const secrets = complete(known);
  const complemented = `${JSON.stringify(secrets, undefined, 2)}\n`;
  if (complemented !== text) await writePrivateFile(path, complemented);
  return secrets;
}

const lostAdvice = ['Restore it from a backup, or wipe the data and start over: npm start -- --fresh'];

type KnownSecrets = { readonly [Key in keyof Secrets]?: Secrets[Key] extends string ? string : Partial<Secrets[Key]> };

function parse(path: string, text: string): KnownSecrets {
  try {
    return JSON.parse(text) as KnownSecrets;
  } catch {
    throw new StartRefusedError(`${path} is damaged.`, lostAdvice);
  }
}

function complete(known: KnownSecrets): Secrets {
  return {
    postgresPassword: known.postgresPassword ?? password(),
    queuePassword: known.queuePassword ?? password(),
    servicePasswords: { ...generateEach(serviceNames, password), ...known.servicePasswords },
    keys: { ...generateEach(keyNames, key), ...known.keys },
  };
}

function generateEach<Name extends string>(names: readonly Name[], generate: () => string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, generate()])) as Record<Name, string>;
}

/** Letters and digits of base64url: fit for a URL as they are. */
const password = (): string => randomBytes(24).toString('base64url');
const key = (): string => randomBytes(keyBytes).toString('base64');
