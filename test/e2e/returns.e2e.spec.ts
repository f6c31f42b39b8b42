import { randomUUID } from 'node:crypto';
import { eventually } from './support/eventually.js';
import { Caller, readTestCredentials } from './support/platform-under-test.js';
import { receipt } from './support/receipts.js';

const timeoutMs = 60_000;
const pairs = 50;

describe('what comes back to the till', () => {
  const returnedAt = new Date().toISOString();
  let till: Caller;
  let operator: Caller;

  beforeAll(async () => {
    const { baseUrl, keys } = await readTestCredentials();
    till = new Caller(baseUrl, keys.pos);
    operator = new Caller(baseUrl, keys.admin);
  });

  async function enroll(): Promise<string> {
    const card = `E2E${randomUUID()}`;
    expect((await till.post('/v1/members', { card, channel: 'pos', storeId: 'S01' })).status).toBe(201);
    return `card:${card}`;
  }
  async function buy(member: string, changes: Record<string, unknown> = {}): Promise<string> {
    const posted = await till.post('/v1/purchases', receipt({ member, ...changes }));
    expect(posted.status).toBe(201);
    return posted.body.transactionId;
  }
  function giveBack(transactionId: string, items: readonly object[], returnId = `R-${randomUUID()}`) {
    return till.post('/v1/returns', {
      returnId,
      transactionId,
      storeId: 'S01',
      occurredAt: returnedAt,
      items,
    });
  }
  const undo = (transactionId: string) =>
    till.post(`/v1/purchases/${transactionId}/void`, {
      voidId: `V-${randomUUID()}`,
      storeId: 'S01',
      occurredAt: new Date().toISOString(),
      reason: 'wrong_member',
    });
  async function pageOf(ref: string) {
    const page = `query ($ref: String!) { member(ref: $ref) {
      points { available debt }
      tier { progress { value } }
      coupons { edges { node { title status } } }
      benefits(first: 20) { edges { node { code status } } }
      purchases(first: 5) { edges { node { status refunded { amountMinor } items { line returned } } } }
    } }`;
    const { status, body } = await operator.query(page, { ref });
    expect([status, body.errors]).toEqual([200, undefined]);
    return body.data.member;
  }

  it(
    'takes a part and then the rest of a purchase, with its points, growth and benefits',
    async () => {
      const member = await enroll();
      const transactionId = await buy(member);
      await eventually(async () => {
        const { tier, benefits } = await pageOf(member);
        expect(tier.progress.value).toBe(259);
        expect(JSON.stringify(benefits)).toContain('"code":"come-back","status":"USABLE"');
      });
      const returnId = `R-${randomUUID()}`;
      const part = await giveBack(transactionId, [{ line: 1, quantity: 1 }], returnId);
      expect(part).toMatchObject({
        status: 201,
        body: {
          status: 'recorded',
          refundMinor: 12_000,
          lines: [{ line: 1, quantity: 1, refundMinor: 12_000 }],
          points: { clawedBack: 120, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 },
          balance: { available: 139, debt: 0 },
        },
      });
      await eventually(async () => {
        expect(await pageOf(member)).toMatchObject({
          points: { available: 139 },
          tier: { progress: { value: 139 } },
          purchases: { edges: [{ node: { status: 'PARTIALLY_RETURNED', refunded: { amountMinor: 12_000 } } }] },
        });
      });
      const read = await till.get(`/v1/purchases/${transactionId}`);
      expect(read.body.items[0]).toMatchObject({ returned: '1', returnable: '1' });
      const tooMuch = await giveBack(transactionId, [{ line: 1, quantity: 2 }]);
      expect([tooMuch.status, tooMuch.body.code, tooMuch.body.returnable]).toEqual([409, 'already_returned', 1]);
      const rest = [
        { line: 1, quantity: 1 },
        { line: 2, quantity: 1 },
      ];
      const evaluated = await till.post('/v1/returns/evaluate', { transactionId, items: rest });
      expect(evaluated).toMatchObject({ status: 200, body: { refundMinor: 13_900, full: true } });
      expect(await giveBack(transactionId, rest)).toMatchObject({ status: 201, body: { points: { clawedBack: 139 } } });
      await eventually(async () => {
        const page = await pageOf(member);
        expect(page).toMatchObject({
          points: { available: 0, debt: 0 },
          tier: { progress: { value: 0 } },
          purchases: { edges: [{ node: { status: 'RETURNED' } }] },
        });
        expect(JSON.stringify(page.benefits)).toContain('"code":"come-back","status":"RETURNED"');
      });
      const again = await giveBack(transactionId, [{ line: 1, quantity: 1 }], returnId);
      expect([again.status, again.body.code]).toEqual([200, undefined]);
      expect(again.body).toEqual({ ...part.body, duplicate: true });
    },
    timeoutMs,
  );

  it(
    'parks a return that is faster than its purchase',
    async () => {
      const member = await enroll();
      const transactionId = `E2E-${randomUUID()}`;
      const items = [{ line: 2, quantity: 1 }];
      expect(await giveBack(transactionId, items)).toMatchObject({ status: 202, body: { status: 'parked' } });
      expect((await till.get(`/v1/purchases/${transactionId}`)).status).toBe(404);
      const impatient = await till.post('/v1/returns', {
        returnId: `R-${randomUUID()}`,
        transactionId,
        storeId: 'S01',
        occurredAt: new Date().toISOString(),
        items,
        requirePurchase: true,
      });
      expect([impatient.status, impatient.body.code]).toEqual([404, 'not_found']);
      await buy(member, { transactionId });
      expect((await pageOf(member)).points.available).toBe(240);
    },
    timeoutMs,
  );

  it(
    'voids a purchase as if it had never been made, and its coupon can be used again',
    async () => {
      const member = await enroll();
      const code = await eventually(async () => {
        const query = `query ($ref: String!) { member(ref: $ref) { coupons { edges { node { display { text } } } } } }`;
        const { body } = await operator.query(query, { ref: member });
        const [coupon] = body.data.member.coupons.edges;
        expect(coupon).toBeDefined();
        return coupon.node.display.text as string;
      });
      const transactionId = await buy(member, { coupons: [code] });
      await eventually(async () => expect((await pageOf(member)).coupons.edges).toHaveLength(1));
      const voided = await undo(transactionId);
      expect(voided).toMatchObject({
        status: 201,
        body: { coupons: [{ discountMinor: 2_590 }], balance: { debt: 0 } },
      });
      const second = await undo(transactionId);
      expect([second.status, second.body.code]).toEqual([409, 'purchase_voided']);
      const late = await giveBack(transactionId, [{ line: 1, quantity: 1 }]);
      expect([late.status, late.body.code]).toEqual([409, 'purchase_voided']);
      await eventually(async () => {
        expect(await pageOf(member)).toMatchObject({
          points: { available: 0 },
          tier: { progress: { value: 0 } },
          coupons: { edges: [{ node: { status: 'AVAILABLE' } }] },
        });
      });
      await eventually(() => buy(member, { coupons: [code] }));
    },
    timeoutMs,
  );

  it(
    'records an upload whose customer has left, and says what could not be honoured',
    async () => {
      const stranger = receipt({
        member: `card:E2E${randomUUID()}`,
        settled: true,
        redeem: { points: 10 },
        coupons: ['X'],
      });
      const posted = await till.post('/v1/purchases', stranger);
      expect(posted).toMatchObject({
        status: 201,
        body: {
          memberId: null,
          rejected: [
            { kind: 'member', code: 'member_not_found' },
            { kind: 'coupon', code: 'coupon_not_usable' },
            { kind: 'redeem', code: 'member_not_found', valueMinor: 10 },
          ],
        },
      });
      const member = await enroll();
      const own = await till.post(
        '/v1/purchases',
        receipt({ member, settled: true, redeem: { points: 1 }, coupons: ['X'] }),
      );
      expect(own).toMatchObject({
        status: 201,
        body: {
          points: { earned: 259 },
          rejected: [
            { kind: 'coupon', code: 'coupon_not_usable' },
            { kind: 'redeem', code: 'insufficient_points' },
          ],
        },
      });
    },
    timeoutMs,
  );

  it(
    'returns each purchase once, of many that are each returned twice at once',
    async () => {
      const member = await enroll();
      const purchases = Array.from({ length: pairs }, () => receipt({ member }));
      const { body } = await till.post('/v1/purchases/batch', { purchases });
      const ids: string[] = body.results.map(({ transactionId }: { transactionId: string }) => transactionId);
      const items = [
        { line: 1, quantity: 2 },
        { line: 2, quantity: 1 },
      ];
      const answers = await Promise.all([...ids, ...ids.toReversed()].map((id) => giveBack(id, items)));
      const outcomes = answers.map(({ status, body: answer }) => answer.code ?? status).toSorted();
      expect(outcomes).toEqual([
        ...Array.from({ length: pairs }, () => 201),
        ...Array.from({ length: pairs }, () => 'already_returned'),
      ]);
      expect((await pageOf(member)).points).toEqual({ available: 0, debt: 0 });
    },
    timeoutMs,
  );
});
