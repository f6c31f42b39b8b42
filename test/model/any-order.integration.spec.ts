import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { PurchasePosting } from '#contracts/internal/points';
import type { ReturnPosting } from '#contracts/internal/returns';
import { actor, LedgerUnderTest } from './ledger-under-test.js';

const timeoutMs = 120_000;
const membersCount = 3;
const dayMs = 24 * 60 * 60 * 1_000;
const openedAt = '2026-11-21T02:15:00Z';

/** What tills send: receipts, of members or of nobody, and what comes back of them; and who claims what. */
interface Receipt {
  readonly who: number;
  readonly anonymous: boolean;
  /** So late that what it earns may be over when it is recorded. */
  readonly late: boolean;
  readonly items: readonly { readonly cents: number; readonly quantity: number }[];
  /** Of each line, how many pieces come back in which return. */
  readonly returns: readonly (readonly number[])[];
}

type Message =
  | { readonly kind: 'purchase'; readonly posting: PurchasePosting }
  | { readonly kind: 'return'; readonly posting: ReturnPosting }
  | { readonly kind: 'claim'; readonly transactionId: string; readonly memberId: string };

const receipt: fc.Arbitrary<Receipt> = fc
  .record({
    who: fc.nat(membersCount - 1),
    anonymous: fc.boolean(),
    late: fc.boolean(),
    items: fc.array(
      fc.record({ cents: fc.integer({ min: 1, max: 9_999 }), quantity: fc.integer({ min: 1, max: 4 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  })
  .chain((sold) =>
    // Every piece comes back at most once, in one of two returns.
    fc.tuple(...sold.items.map(({ quantity }) => fc.tuple(fc.nat(quantity), fc.nat(quantity)))).map((splits) => ({
      ...sold,
      returns: [0, 1].map((which) =>
        splits.map(([one, other], line) => [one, Math.min(other, (sold.items[line]?.quantity ?? 0) - one)][which] ?? 0),
      ),
    })),
  );

describe('purchases, returns and claims', () => {
  let ledger: LedgerUnderTest;
  const members = Array.from({ length: membersCount }, () => randomUUID());

  beforeAll(async () => {
    ledger = await LedgerUnderTest.create();
  }, timeoutMs);
  afterAll(() => ledger.close());

  const purchaseOf = (
    transactionId: string,
    { who, anonymous, late, items, points }: Omit<Receipt, 'returns'> & { readonly points?: number },
  ): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: {
      transactionId,
      occurredAt: late ? '2026-11-20T10:00:00Z' : ledger.clock.now().toISOString(),
      currency: 'CNY',
      totalMinor: items.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0),
      items: items.map(({ cents, quantity }, line) => ({ line: line + 1, sku: 'A', quantity, unitPriceMinor: cents })),
      ...(anonymous ? {} : { member: `card:${String(who)}` }),
      ...(points === undefined ? {} : { redeem: { points } }),
    },
    ...(anonymous ? {} : { member: { ok: true, value: { memberId: members[who] ?? '', status: 'active' } } }),
    actor,
    correlationId: 'test',
    locale: 'en',
  });

  const messagesOf = (receipts: readonly Receipt[]): Message[] =>
    receipts.flatMap((each, number) => {
      const transactionId = `T${String(number)}`;
      const returns = each.returns.flatMap((pieces, which): Message[] => {
        const items = pieces.flatMap((quantity, line) => (quantity > 0 ? [{ line: line + 1, quantity }] : []));
        if (items.length === 0) return [];
        const returnId = `R${String(number)}-${String(which)}`;
        const occurredAt = '2026-11-21T02:00:00Z';
        return [
          {
            kind: 'return',
            posting: {
              return: { returnId, transactionId, occurredAt, items },
              actor,
              correlationId: 'test',
              locale: 'en',
            },
          },
        ];
      });
      const claim: Message = { kind: 'claim', transactionId, memberId: members[each.who] ?? '' };
      return [
        { kind: 'purchase', posting: purchaseOf(transactionId, each) },
        ...returns,
        ...(each.anonymous ? [claim] : []),
      ];
    });

  /** Everybody has spent what they had, a part of it on a purchase, so that what comes back becomes debt; and time has passed. */
  const openProgram = async (lots: object, waitDays: number): Promise<string> => {
    ledger.clock.set(openedAt);
    const programId = await ledger.openProgram('Asia/Shanghai', lots);
    const sale = { anonymous: false, late: true, items: [{ cents: 5_000, quantity: 1 }] };
    for (const [name, points] of [['FIRST'], ['PAID', 30]] as const) {
      const postings = members.map((_member, who) => purchaseOf(`${name}-${String(who)}`, { ...sale, who, points }));
      await ledger.postPurchases(programId, postings);
    }
    await ledger.spend(
      programId,
      members.map((memberId) => ({
        command: {
          kind: 'redeem',
          id: randomUUID(),
          member: { ok: true, value: { memberId, status: 'active' } },
          body: { member: 'card:1', points: 60 },
        },
        idempotency: { key: memberId, route: 'redeem', requestHash: 'a'.repeat(64), required: true },
        actor,
        correlationId: 'test',
        locale: 'en',
      })),
    );
    ledger.clock.advance(waitDays * dayMs);
    return programId;
  };
  const returnsOfEarlier: readonly Message[] = members.flatMap((_member, who) =>
    ['FIRST', 'PAID'].map((name) => ({
      kind: 'return',
      posting: {
        return: {
          returnId: `${name}-${String(who)}`,
          transactionId: `${name}-${String(who)}`,
          occurredAt: '2026-11-21T02:00:00Z',
          items: [{ line: 1, quantity: 1 }],
        },
        actor,
        correlationId: 'test',
        locale: 'en',
      },
    })),
  );

  /** @returns what could not be done yet */
  const send = async (programId: string, messages: readonly Message[]): Promise<Message[]> => {
    const left: Message[] = [];
    const claimCodes = new Map<string, string>();
    for (const message of messages) {
      if (message.kind === 'purchase') {
        const [result] = await ledger.postPurchases(programId, [message.posting]);
        if (!result?.ok) throw new Error(JSON.stringify(result));
        if (result.value.claimCode) claimCodes.set(result.value.transactionId, result.value.claimCode);
      } else if (message.kind === 'return') {
        const [result] = await ledger.postReturns(programId, [message.posting]);
        if (!result?.ok) throw new Error(JSON.stringify(result));
      } else {
        const claimCode = claimCodes.get(message.transactionId);
        // Nobody can claim a receipt that is not there: the member tries again later.
        if (claimCode === undefined) left.push(message);
        else await ledger.claim(programId, { ...message, claimCode });
      }
    }
    for (const message of left) {
      if (message.kind !== 'claim') continue;
      const claimCode = claimCodes.get(message.transactionId) ?? '';
      await ledger.claim(programId, { ...message, claimCode });
    }
    return left;
  };

  const balances = async (programId: string): Promise<string[]> => {
    const { wallets } = await ledger.read(programId);
    return wallets.map((wallet) => JSON.stringify(wallet)).sort();
  };

  it(
    'give the same balances in any order, repeated or not',
    async () => {
      const lots = fc.record({
        pending: fc.constantFrom({ type: 'none' }, { type: 'days', days: 14 }),
        expiry: fc.constantFrom({ type: 'none' }, { type: 'rolling', months: 1 }),
      });
      const history = fc
        .record({
          lots,
          waitDays: fc.constantFrom(0, 60),
          receipts: fc.array(receipt, { minLength: 2, maxLength: 6 }),
        })
        .chain(({ receipts, lots: policies, waitDays }) => {
          ledger.clock.set(new Date(Date.parse(openedAt) + waitDays * dayMs));
          const messages = [...messagesOf(receipts), ...returnsOfEarlier];
          const shuffled = fc.shuffledSubarray(messages, { minLength: messages.length });
          const repeated = fc.subarray(messages);
          return fc.record({
            messages: fc.constant(messages),
            shuffled,
            repeated,
            lots: fc.constant(policies),
            waitDays: fc.constant(waitDays),
          });
        });
      await fc.assert(
        fc.asyncProperty(history, async ({ messages, shuffled, repeated, lots: policies, waitDays }) => {
          const [inOrder, inAnother] = [await openProgram(policies, waitDays), await openProgram(policies, waitDays)];
          await send(inOrder, messages);
          await send(inAnother, [...shuffled, ...repeated]);
          expect(await balances(inAnother)).toEqual(await balances(inOrder));
          expect(await ledger.broken(inAnother)).toEqual([]);
        }),
        { numRuns: 10 },
      );
    },
    timeoutMs,
  );
});
