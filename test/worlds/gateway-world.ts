import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import request from 'supertest';
import type { ItemResult } from '#contracts/internal/call';
import { type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import { postPurchases } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { FakeServices } from '#testing/fake-services';
import { createGatewayApp } from '../../apps/gateway/src/gateway-app.js';
import { GatewayEnv } from '../../apps/gateway/src/gateway.env.js';

const internalKey = 'i'.repeat(32);
const serviceNames = ['MEMBERS', 'POINTS', 'BENEFITS', 'CHURN', 'PARTNERS'];
const scopes = ['pos', 'app', 'partner', 'admin'];

export const programId = '01939d2e-0000-7000-8000-000000000001';
/** Every reference but `card:nobody` is this member. */
export const memberId = '01939d2e-0000-7000-8000-000000000002';

export const purchaseBody = {
  transactionId: 'T-1',
  storeId: 'S01',
  member: 'card:6220001',
  occurredAt: '2026-11-21T10:15:00+08:00',
  currency: 'CNY',
  totalMinor: 25_900,
  items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 25_900 }],
};

/** The gateway as it runs, before services that answer what a test says. */
export interface GatewayWorld {
  readonly services: FakeServices;
  readonly app: NestFastifyApplication;
  readonly http: () => ReturnType<typeof request>;
  /** A request with a key, see `bearer`. */
  readonly post: (path: string, body: object, key?: string) => request.Test;
  readonly stop: () => Promise<void>;
}

/** @param log takes each line that the gateway logs as an error */
export async function startGateway(log?: (line: string) => void): Promise<GatewayWorld> {
  const services = await FakeServices.start(internalKey);
  answerKeysAndMembers(services);
  const env = Object.assign(new GatewayEnv(), {
    ...Object.fromEntries(serviceNames.map((name) => [`${name}_URL`, services.url])),
    KEEPSAKE_INTERNAL_KEY: internalKey,
    KEEPSAKE_TOKEN_KEY: 't'.repeat(32),
    NODE_ENV: 'test',
  });
  const app = await createGatewayApp(env, log ? pino({ level: 'error' }, { write: log }) : pino({ level: 'silent' }));
  await app.getHttpAdapter().getInstance().ready();
  const http = () => request(app.getHttpServer());
  const stop = async () => {
    await app.close();
    await services.stop();
  };
  return {
    services,
    app,
    http,
    post: (path, body, key = 'pos') => http().post(path).set(bearer(key)).send(body),
    stop,
  };
}

/** @param key scope, and after a hyphen the store that the key is bound to: `pos`, `pos-S01`, `admin` */
export function bearer(key: string): { authorization: string } {
  return { authorization: `Bearer ks_${key}.secret` };
}

function answerKeysAndMembers(services: FakeServices): void {
  services.on(verifyKey, ({ keyId }) => {
    const [scope = '', storeId] = keyId.split('-');
    if (!scopes.includes(scope)) return { verdict: null };
    const actor = { type: 'client', id: keyId, scope: scope as 'pos', ...(storeId && { storeId }) } as const;
    return { verdict: { programId, actor, programWide: false } };
  });
  services.on(resolveMembers, ({ references }) => ({
    results: references.map(({ reference }): ItemResult<ResolvedMember> =>
      reference === 'card:nobody'
        ? { ok: false, error: { code: 'member_not_found', detail: 'No such member.' } }
        : { ok: true, value: { memberId, status: 'active' } },
    ),
  }));
}

/** Points that post every purchase but one of totalMinor 1, and have seen `T-again` before. */
export function answerPurchases(services: FakeServices): void {
  services.on(postPurchases, ({ postings }) => ({
    results: postings.map(({ purchase: { transactionId, totalMinor }, member }): ItemResult<PurchaseAnswer> => {
      if (member?.ok === false) return { ok: false, error: member.error };
      if (totalMinor === 1)
        return { ok: false, error: { code: 'total_mismatch', detail: 'totalMinor is not the sum.' } };
      return { ok: true, value: { transactionId, duplicate: transactionId === 'T-again' } as never };
    }),
  }));
}
