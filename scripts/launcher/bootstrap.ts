import { randomUUID } from 'node:crypto';
import type { Caller, ServiceName } from '#contracts/internal/call';
import { createProgram } from '#contracts/internal/members';
import { createApiClient, listApiClients, revokeApiClient, verifyKey } from '#contracts/internal/partners';
import { InternalCalls } from '#platform/http/internal-calls';
import { keyScopes, type KeyScope } from './credentials.js';

export interface BootstrapOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly internalKey: string;
  /** Keys that an earlier start has written down; those that still open are kept. */
  readonly knownKeys?: Partial<Readonly<Record<KeyScope, string>>>;
}

export interface DemoProgram {
  readonly programId: string;
  readonly keys: Readonly<Record<KeyScope, string>>;
  readonly isNew: boolean;
}

const demo = { code: 'demo', name: 'Demo', currency: 'CNY', timeZone: 'Asia/Shanghai' };
/** Belongs to no programme: the identity under which a programme is created. */
const noProgram = '00000000-0000-0000-0000-000000000000';
const deadlineMs = 10_000;
const pageSize = 200;

/**
 * Creates the demo programme and its keys, or finds them. A key whose secret was lost, because a start was killed before it was
 * written down, is revoked and made anew.
 */
export async function bootstrapDemo({ urls, internalKey, knownKeys = {} }: BootstrapOptions): Promise<DemoProgram> {
  const calls = new InternalCalls(urls, internalKey);
  try {
    const program = await calls.send(createProgram, callerOf(noProgram), demo, { deadlineMs });
    const caller = callerOf(program.id);
    const keys: Partial<Record<KeyScope, string>> = {};
    for (const scope of keyScopes) keys[scope] = await ensureKey(calls, caller, scope, knownKeys[scope]);
    return { programId: program.id, keys: keys as Record<KeyScope, string>, isNew: !program.existing };
  } finally {
    await calls.close();
  }
}

async function ensureKey(
  calls: InternalCalls,
  caller: Caller,
  scope: KeyScope,
  known: string | undefined,
): Promise<string> {
  if (known !== undefined && (await opens(calls, caller, known))) return known;
  const name = `demo ${scope}`;
  const { items } = await calls.send(listApiClients, caller, { first: pageSize }, { deadlineMs });
  const lost = items.filter(({ node }) => node.name === name && node.revokedAt === null);
  for (const { node } of lost) await calls.send(revokeApiClient, caller, { id: node.id }, { deadlineMs });
  const created = await calls.send(
    createApiClient,
    caller,
    { name, scope, programWide: scope === 'partner' },
    { deadlineMs },
  );
  return created.body.key;
}

async function opens(calls: InternalCalls, caller: Caller, key: string): Promise<boolean> {
  const [, keyId, secret] = /^ks_([^.]+)\.(.+)$/.exec(key) ?? [];
  if (keyId === undefined || secret === undefined) return false;
  const { verdict } = await calls.send(verifyKey, caller, { keyId, secret }, { deadlineMs });
  return verdict?.programId === caller.programId;
}

function callerOf(programId: string): Caller {
  return {
    programId,
    actor: { type: 'system', id: 'launcher', scope: 'system' },
    correlationId: randomUUID(),
    locale: 'en',
  };
}
