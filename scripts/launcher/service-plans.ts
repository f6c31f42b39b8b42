import { join } from 'node:path';
import { serviceNames, type ServiceName } from '#contracts/internal/call';
import { projectRoot } from './project-root.js';
import type { KeyName, Secrets } from './secrets.js';

/** A child process of the platform: a service or the gateway. */
export type ProcessName = ServiceName | 'gateway';
export const processNames: readonly ProcessName[] = [...serviceNames, 'gateway'];

/** Where everything of this run is reached. */
export interface Addresses {
  readonly host: string;
  readonly ports: Readonly<Record<ProcessName, number>>;
  /** An administrator's address: each service gets its own role on the same server. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}

/** Which keys a process is given, beside the internal key that all of them share: those that its environment class asks for. */
const keysOf: Readonly<Record<ProcessName, readonly KeyName[]>> = {
  members: ['KEEPSAKE_PII_KEY', 'KEEPSAKE_INDEX_KEY'],
  points: ['KEEPSAKE_CLAIM_KEY', 'KEEPSAKE_REFERENCE_KEY', 'KEEPSAKE_LEDGER_KEY'],
  benefits: ['KEEPSAKE_COUPON_KEY'],
  churn: [],
  partners: ['KEEPSAKE_CREDENTIALS_KEY'],
  gateway: ['KEEPSAKE_TOKEN_KEY'],
};

const loopback = '127.0.0.1';

export function mainOf(name: ProcessName): string {
  return join(projectRoot, 'dist', 'apps', name, 'src', 'main.js');
}

export function serviceUrl(name: ProcessName, { ports }: Pick<Addresses, 'ports'>): string {
  return `http://${loopback}:${String(ports[name])}`;
}

/**
 * The environment of one process. Secrets are given only to those who need them; what a person sets in the shell (LOG_LEVEL, a
 * limit) is passed on.
 */
export function environmentOf(
  name: ProcessName,
  addresses: Addresses,
  secrets: Secrets,
  inherited: NodeJS.ProcessEnv,
): Record<string, string> {
  const urls = Object.fromEntries(
    serviceNames.map((each) => [`${each.toUpperCase()}_URL`, serviceUrl(each, addresses)]),
  );
  return {
    // A compile cache would save half a second of each later start, but writing it held the first stop up by seconds.
    ...withoutOurs(inherited),
    // GraphiQL, and webhooks to this machine: what `npm start` is for.
    NODE_ENV: 'development',
    ...urls,
    HOST: name === 'gateway' ? addresses.host : loopback,
    PORT: String(addresses.ports[name]),
    ...keysFor(name, secrets),
    ...(name === 'gateway' ? {} : databaseEnvironment(name, addresses, secrets)),
  };
}

function keysFor(name: ProcessName, { keys }: Secrets): Record<string, string> {
  const names: readonly KeyName[] = ['KEEPSAKE_INTERNAL_KEY', ...keysOf[name]];
  return Object.fromEntries(names.map((each) => [each, keys[each]]));
}

function databaseEnvironment(name: ServiceName, addresses: Addresses, secrets: Secrets): Record<string, string> {
  const own = roleUrl(addresses.databaseUrl, `keepsake_${name}`, secrets.servicePasswords[name]);
  if (addresses.redisUrl !== undefined) return { DATABASE_URL: own, REDIS_URL: addresses.redisUrl };
  return {
    DATABASE_URL: own,
    QUEUE_DATABASE_URL: roleUrl(addresses.databaseUrl, 'keepsake_queues', secrets.queuePassword),
  };
}

function roleUrl(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

/** What the launcher decides for each process must not come from the shell. */
const decidedHere = ['DATABASE_URL', 'REDIS_URL', 'QUEUE_DATABASE_URL', 'PORT', 'HOST'];

function withoutOurs(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !decidedHere.includes(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
