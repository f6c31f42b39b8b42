import { createHash, randomUUID } from 'node:crypto';
import type { IdempotencyRequest, InternalCallDefinition } from '#contracts/internal/call';
import {
  claimPurchase,
  evaluatePurchase,
  listEntries,
  listLots,
  listPurchases,
  postPurchaseOnce,
  postPurchases,
  type PurchasePosting,
  readAccounts,
  readBalanceAt,
  readLedgerById,
  readPurchase,
  readPurchasesById,
} from '#contracts/internal/points';
import { postReturns } from '#contracts/internal/returns';
import { type TestDatabase } from '#testing/test-database';
import { type PointsService, startPointsService } from '../../../test/worlds/points-service.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;

describe('the points service', () => {
  let test: TestDatabase;
  let service: PointsService;
  let programId: string;

  beforeAll(async () => {
    service = await startPointsService();
    ({ test } = service);
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    programId = randomUUID();
  });

  const send = (call: InternalCallDefinition<unknown, unknown>, payload: unknown, locale: 'en' | 'zh' = 'en') =>
    service.call({ programId, actor, locale }, call, payload);
  const ask = async <Request, Response>(
    call: InternalCallDefinition<Request, Response>,
    payload: Request,
    locale?: 'en' | 'zh',
  ): Promise<Response> => {
    const response = await send(call, payload, locale);
    if (response.statusCode !== 200) throw new Error(response.body);
    return response.json();
  };
  const posting = (transactionId: string, memberId?: string, totalMinor = 10_000): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: {
      transactionId,
      occurredAt: '2026-11-20T10:15:00+08:00',
      currency: 'CNY',
      totalMinor,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: totalMinor }],
      ...(memberId ? { member: `card:${memberId}` } : {}),
    },
    ...(memberId ? { member: { ok: true, value: { memberId, status: 'active' } } } : {}),
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const keyed = (key: string, body: unknown): IdempotencyRequest => ({
    key,
    route: 'POST /v1/purchases',
    requestHash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    required: true,
  });
  const earn = async (memberId: string, purchases: number): Promise<void> => {
    const postings = Array.from({ length: purchases }, (_, n) =>
      posting(`${memberId}-${String(n)}`, memberId, (n + 1) * 100),
    );
    const { results } = await ask(postPurchases, { postings });
    expect(results.every(({ ok }) => ok)).toBe(true);
  };

  it('refuses a call without a signed identity', async () => {
    const response = await service.app.inject({ method: 'POST', url: '/internal/accounts/read', payload: {} });
    expect([response.statusCode, response.json().code]).toEqual([401, 'unauthenticated']);
  });

  it('records the others when one item cannot be stored', async () => {
    const memberId = randomUUID();
    // What the edge never lets through: PostgreSQL takes no NUL in a text.
    const broken = posting('broken', memberId);
    broken.purchase.storeId = 'S\u0000';
    const { results } = await ask(postPurchases, {
      postings: [posting('one', memberId), broken, posting('two', memberId)],
    });
    expect(results.map((result) => (result.ok ? result.value.balance?.available : result.error.code))).toEqual([
      100,
      'internal',
      200,
    ]);
  });

  it('answers a keyed post again as it was, 200 for a receipt that was there', async () => {
    const memberId = randomUUID();
    const once = { posting: posting('S01-1', memberId), idempotency: keyed('k-1', 'same') };
    const first = await ask(postPurchaseOnce, once);
    expect(first).toMatchObject({ replayed: false, status: 201, body: { duplicate: false } });
    expect(await ask(postPurchaseOnce, once)).toEqual({ ...first, replayed: true });
    expect(await ask(postPurchaseOnce, { ...once, idempotency: keyed('k-2', 'same') })).toMatchObject({
      replayed: false,
      status: 200,
      body: { ...first.body, duplicate: true },
    });
    const reused = await send(postPurchaseOnce, { ...once, idempotency: keyed('k-1', 'other') });
    expect([reused.statusCode, reused.json().code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('gives an anonymous purchase once, and the same key its answer again', async () => {
    const { results } = await ask(postPurchases, { postings: [posting('S01-1')] });
    const claimCode = results[0]?.ok ? results[0].value.claimCode! : '';
    const member = { memberId: randomUUID(), status: 'active' } as const;
    const claim = { transactionId: 'S01-1', claimCode, member, idempotency: keyed('c-1', 'same') };
    const first = await ask(claimPurchase, claim);
    expect(first).toMatchObject({
      status: 200,
      replayed: false,
      body: { memberId: member.memberId, points: { earned: 100 } },
    });
    expect(await ask(claimPurchase, claim)).toEqual({ ...first, replayed: true });
    const second = { ...claim, idempotency: keyed('c-2', 'same') };
    const refused = await ask(claimPurchase, second);
    expect(refused).toMatchObject({ status: 409, replayed: false, body: { code: 'already_claimed' } });
    expect(await ask(claimPurchase, second)).toMatchObject({
      status: 409,
      replayed: true,
      body: { code: 'already_claimed' },
    });
    expect(await ask(readPurchase, { transactionId: 'S01-1' })).toMatchObject({
      memberId: member.memberId,
      pointsEarned: 100,
    });
  });

  it('evaluates without writing, by the rules that also post', async () => {
    const memberId = randomUUID();
    const { purchase, member } = posting('S01-1', memberId, 12_345);
    const evaluation = await ask(evaluatePurchase, { purchase, member }, 'zh');
    expect(evaluation).toMatchObject({
      transactionId: 'S01-1',
      points: { earned: 123, campaigns: [{ code: 'base', reason: '每 1 CNY 得 1 积分' }] },
      balance: { available: 123 },
      notApplied: [],
    });
    expect(
      await ask(evaluatePurchase, {
        purchase: { currency: 'CNY', totalMinor: 99, items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 99 }] },
      }),
    ).toMatchObject({
      transactionId: null,
      points: { earned: 0 },
      balance: null,
      notApplied: [{ code: 'base', version: 1, reason: 'below_one_point' }],
    });
    const refused = await send(evaluatePurchase, {
      purchase: Object.assign(purchase, { redeem: { points: 1 } }),
      member,
    });
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'insufficient_points']);
    expect((await send(readPurchase, { transactionId: 'S01-1' })).statusCode).toBe(404);
  });

  it('reads accounts of many members in the order asked, zeros for one never seen', async () => {
    const [one, unseen, two] = [randomUUID(), randomUUID(), randomUUID()];
    await earn(one, 2);
    await earn(two, 1);
    const { accounts } = await ask(readAccounts, {
      memberIds: [two, unseen, one],
      wallet: 'points',
      expiringWithinDays: 90,
    });
    expect(
      accounts.map(({ memberId, available, lifetimeEarned, seq }) => ({ memberId, available, lifetimeEarned, seq })),
    ).toEqual([
      { memberId: two, available: 1, lifetimeEarned: 1, seq: 1 },
      { memberId: unseen, available: 0, lifetimeEarned: 0, seq: 0 },
      { memberId: one, available: 3, lifetimeEarned: 3, seq: 2 },
    ]);
    expect((await send(readAccounts, { memberIds: [one], wallet: 'miles', expiringWithinDays: 90 })).statusCode).toBe(
      404,
    );
  });

  it('does not count a lot past its expiry, whether or not the ledger has followed', async () => {
    const memberId = randomUUID();
    await earn(memberId, 3);
    const in10Days = new Date(Date.now() + 10 * 24 * 60 * 60 * 1000);
    const expire = (issued: number, at: Date): Promise<unknown> =>
      test.database.query('UPDATE lots SET expires_at = $3 WHERE program_id = $1 AND member_id = $2 AND issued = $4', [
        programId,
        memberId,
        at,
        issued,
      ]);
    await expire(1, new Date(Date.now() - 1));
    await expire(2, in10Days);
    // As the wallet of a member with such lots says.
    await test.database.query('UPDATE wallets SET next_due_at = $3 WHERE program_id = $1 AND member_id = $2', [
      programId,
      memberId,
      new Date(Date.now() - 1),
    ]);
    const account = async (expiringWithinDays: number) =>
      (await ask(readAccounts, { memberIds: [memberId], wallet: 'points', expiringWithinDays })).accounts[0];
    expect(await account(90)).toMatchObject({ available: 5, expiring: [{ points: 2, at: in10Days.toISOString() }] });
    expect(await account(5)).toMatchObject({ available: 5, expiring: [] });
    expect(
      await ask(readBalanceAt, {
        memberId,
        wallet: 'points',
        at: new Date(Date.now() + 11 * 24 * 60 * 60 * 1000).toISOString(),
      }),
    ).toEqual({ available: 3 });
    const { pages } = await ask(listLots, { accounts: [{ memberId, wallet: 'points', first: 10 }] });
    expect(pages[0]?.items.map(({ node }) => [node.issued, node.state])).toEqual([
      [3, 'ACTIVE'],
      [2, 'ACTIVE'],
      [1, 'EXPIRED'],
    ]);
  });

  it('pages entries, lots and purchases to the end, newest first, without a gap', async () => {
    const memberId = randomUUID();
    await earn(memberId, 5);
    const all = async <Node>(
      page: (after?: string) => Promise<{ items: readonly { cursor: string; node: Node }[]; hasNextPage: boolean }>,
    ): Promise<Node[]> => {
      const nodes: Node[] = [];
      for (let after: string | undefined, more = true; more;) {
        const { items, hasNextPage } = await page(after);
        nodes.push(...items.map(({ node }) => node));
        after = items.at(-1)?.cursor;
        more = hasNextPage;
      }
      return nodes;
    };
    const account = { memberId, wallet: 'points', first: 2 };
    const entries = await all(
      async (after) => (await ask(listEntries, { accounts: [{ ...account, after }] })).pages[0]!,
    );
    expect(entries.map(({ delta, bucketAfter }) => [delta, bucketAfter])).toEqual([
      [5, 15],
      [4, 10],
      [3, 6],
      [2, 3],
      [1, 1],
    ]);
    expect(entries[0]).toMatchObject({
      kind: 'EARN',
      bucket: 'AVAILABLE',
      transactionId: `${memberId}-4`,
      text: `Earned on receipt ${memberId}-4`,
      campaign: { code: 'base', version: 1, title: 'Points on every purchase' },
    });
    const lots = await all(async (after) => (await ask(listLots, { accounts: [{ ...account, after }] })).pages[0]!);
    expect(lots.map(({ issued }) => issued)).toEqual([5, 4, 3, 2, 1]);
    const purchases = await all(
      async (after) => (await ask(listPurchases, { members: [{ memberId, first: 2, after }] })).pages[0]!,
    );
    expect(new Set(purchases.map(({ pointsEarned }) => pointsEarned))).toEqual(new Set([1, 2, 3, 4, 5]));
    const { purchases: byId } = await ask(readPurchasesById, { ids: [purchases[0]!.id, randomUUID()] });
    expect(byId).toEqual([purchases[0]]);
    const asked = [entries[0]!.id, lots[3]!.id, `${memberId}.points.99.0`, `${randomUUID()}.points.1.0`, 'x'];
    expect(await ask(readLedgerById, { ids: asked })).toEqual({
      entries: [{ ...entries[0], memberId }],
      lots: [{ ...lots[3], memberId }],
    });
  });

  it('names the purchase of every entry, also of a return', async () => {
    const memberId = randomUUID();
    const sold = posting(`${memberId}-sold`, memberId);
    await ask(postPurchases, { postings: [sold] });
    const { transactionId, occurredAt, items } = sold.purchase;
    const back = items.map(({ line, quantity }) => ({ line, quantity }));
    const content = { returnId: `${memberId}-back`, transactionId, occurredAt, items: back };
    const { results } = await ask(postReturns, {
      returns: [{ return: content, actor, correlationId: 'test', locale: 'en' }],
    });
    expect(results).toMatchObject([{ ok: true }]);
    const { pages } = await ask(listEntries, { accounts: [{ memberId, wallet: 'points', first: 5 }] });
    const named = pages[0]?.items.map(({ node }) => [node.kind, node.purchaseId, node.transactionId]);
    expect(named).toEqual([
      ['CLAWBACK', sold.purchaseId, transactionId],
      ['EARN', sold.purchaseId, transactionId],
    ]);
  });

  it('follows no cursor but its own', async () => {
    const [memberId, other] = [randomUUID(), randomUUID()];
    await earn(memberId, 2);
    const { pages } = await ask(listEntries, { accounts: [{ memberId, wallet: 'points', first: 1 }] });
    const after = pages[0]!.items[0]!.cursor;
    for (const account of [
      { memberId: other, after },
      { memberId, after: `${after}x` },
      { memberId, after: 'x' },
    ]) {
      const response = await send(listEntries, { accounts: [{ ...account, wallet: 'points', first: 1 }] });
      expect([response.statusCode, response.json().code]).toEqual([400, 'invalid_value']);
    }
  });

  it("sees nothing of another programme's", async () => {
    const memberId = randomUUID();
    await earn(memberId, 1);
    const { items } = (await ask(listPurchases, { members: [{ memberId, first: 1 }] })).pages[0]!;
    programId = randomUUID();
    expect((await send(readPurchase, { transactionId: `${memberId}-0` })).statusCode).toBe(404);
    expect(await ask(readPurchasesById, { ids: [items[0]!.node.id] })).toEqual({ purchases: [] });
    expect(
      (await ask(readAccounts, { memberIds: [memberId], wallet: 'points', expiringWithinDays: 1 })).accounts[0]
        ?.available,
    ).toBe(0);
  });
});
