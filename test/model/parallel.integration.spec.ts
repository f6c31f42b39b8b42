import { randomUUID } from 'node:crypto';
import type { ItemResult } from '#contracts/internal/call';
import type { SpendingCommand, SpendingPosting } from '#contracts/internal/spending';
import { runConcurrently } from '../../scripts/public-api/run-concurrently.js';
import { actor, LedgerUnderTest } from './ledger-under-test.js';

const timeoutMs = 120_000;
const membersCount = 4;
const purchasesCount = 60;
/** As many as the service has connections. */
const atOnce = 8;
const pointsPerPurchase = 100;

/** Everything at once, each in a transaction of its own, as many processes would do it. */
describe('the ledger under everything at once', () => {
  let ledger: LedgerUnderTest;
  const members = Array.from({ length: membersCount }, () => randomUUID() as string);

  beforeAll(async () => {
    ledger = await LedgerUnderTest.create();
  }, timeoutMs);
  afterAll(() => ledger.close());

  const memberOf = (number: number): string => members[number % membersCount] ?? '';
  const resolved = (memberId: string) => ({ ok: true, value: { memberId, status: 'active' } }) as const;
  const envelope = { actor, correlationId: 'test', locale: 'en' } as const;

  const buy = (programId: string, number: number) =>
    ledger.postPurchases(programId, [
      {
        purchaseId: randomUUID(),
        purchase: {
          transactionId: `T${String(number)}`,
          occurredAt: '2026-11-20T10:00:00Z',
          currency: 'CNY',
          totalMinor: pointsPerPurchase * 100,
          items: [{ line: 1, sku: 'A', quantity: 4, unitPriceMinor: pointsPerPurchase * 25 }],
          member: 'card:1',
          ...(number % 5 === 4 ? { redeem: { points: 7 } } : {}),
        },
        member: resolved(memberOf(number)),
        ...envelope,
      },
    ]);

  const giveBack = (programId: string, number: number) =>
    ledger.postReturns(programId, [
      {
        return: {
          returnId: `R${String(number)}`,
          transactionId: `T${String(number >> 1)}`,
          occurredAt: '2026-11-20T11:00:00Z',
          items: [{ line: 1, quantity: 1 + (number % 4) }],
        },
        ...envelope,
      },
    ]);

  const spend = (programId: string, number: number) => {
    const [member, other] = [memberOf(number), memberOf(number + 1 + (number % 3))];
    const id = randomUUID();
    const commands: SpendingCommand[] = [
      { kind: 'redeem', id, member: resolved(member), body: { member: 'card:1', points: 30 } },
      { kind: 'transfer', id, from: resolved(member), to: resolved(other), body: { from: 'a', to: 'b', points: 20 } },
      { kind: 'hold', id, member: resolved(member), body: { member: 'card:1', points: 15, ttlSeconds: 60 } },
      { kind: 'adjust', id, member: resolved(member), body: { member: 'card:1', points: -5, reasonCode: 'fee' } },
    ];
    const command = commands[number % commands.length] as SpendingCommand;
    const idempotency = { key: `K${String(number)}`, route: 'spend', requestHash: 'a'.repeat(64), required: true };
    return ledger.spend(programId, [{ command, idempotency, ...envelope } satisfies SpendingPosting]);
  };

  it(
    'keeps every rule and lets no deadlock reach a caller',
    async () => {
      const programId = await ledger.openProgram('Asia/Shanghai', {});
      const work: (() => Promise<readonly ItemResult<unknown>[]>)[] = Array.from(
        { length: purchasesCount },
        (_, number) => [
          () => buy(programId, number),
          () => giveBack(programId, number),
          () => spend(programId, number),
          () => spend(programId, number + purchasesCount),
          // The same receipt from another till.
          () => buy(programId, number),
        ],
      ).flat();
      const results = await runConcurrently(work, atOnce, (each) => each());
      const refusals = new Set(results.flat().flatMap((result) => (result.ok ? [] : [result.error.code])));
      const expected = ['insufficient_points', 'already_returned', 'transaction_conflict'];
      expect([...refusals].filter((code) => !expected.includes(code))).toEqual([]);
      expect(await ledger.broken(programId)).toEqual([]);
      ledger.clock.advance(3_600_000);
      // Two of the jobs at the same time.
      await Promise.all([ledger.settle(programId), ledger.settle(programId)]);
      expect(await ledger.broken(programId)).toEqual([]);
      const { wallets, holds } = await ledger.read(programId);
      expect(wallets.map(({ held }) => held)).toEqual([0, 0, 0, 0]);
      expect(holds.filter(({ state }) => state === 'open')).toEqual([]);
    },
    timeoutMs,
  );
});
