import { randomUUID } from 'node:crypto';
import { eventually } from './support/eventually.js';
import { Caller, readTestCredentials } from './support/platform-under-test.js';
import { receipt, receiptOver } from './support/receipts.js';

const timeoutMs = 60_000;
const transfer = `mutation Transfer($input: TransferPointsInput!) {
  transferPoints(input: $input) {
    __typename
    ... on TransferPointsSuccess { pointsTransferred replayed member { points { available } } }
    ... on InsufficientPoints { available missing }
    ... on OtherRefusal { code }
  }
}`;
const statement = `query Statement($ref: String!) {
  member(ref: $ref) { points { available held value { amountMinor currency } entries(first: 50) { edges { node { kind delta text } } } } }
}`;
const codes = `query Coupons($ref: String!) { member(ref: $ref) {
  benefits(first: 20) { edges { node { code status coupon { id display { text } } } } } } }`;

interface Edge {
  readonly node: {
    readonly kind?: string;
    readonly code?: string;
    readonly coupon?: { readonly display: { readonly text: string } | null } | null;
  };
}

describe('spending points', () => {
  let till: Caller;
  let operator: Caller;
  let app: Caller;
  let caller: (bearer: string) => Caller;

  beforeAll(async () => {
    const { baseUrl, keys } = await readTestCredentials();
    caller = (bearer) => new Caller(baseUrl, bearer);
    till = caller(keys.pos);
    operator = caller(keys.admin);
    app = caller(keys.app);
  });

  /** A new member with points to spend, earned by a purchase. */
  async function rich(points: number): Promise<{ id: string; card: string }> {
    const card = `E2E${randomUUID()}`;
    const { status, body } = await till.post('/v1/members', { card, name: 'Lin', channel: 'pos', storeId: 'S01' });
    expect(status).toBe(201);
    const posted = await till.post('/v1/purchases', receiptOver(points, { member: `card:${card}` }));
    expect(posted).toMatchObject({ status: 201, body: { points: { earned: points } } });
    return { id: body.id, card: `card:${card}` };
  }

  it(
    'redeems, holds, captures a part, releases and times out, each once under its key',
    async () => {
      const member = await rich(1_000);
      const redemption = { member: member.card, points: 100, purpose: 'cinema', metadata: { seat: '4F' } };
      const key = randomUUID();
      const redeemed = await till.postOnce('/v1/points/redemptions', redemption, key);
      expect(redeemed).toMatchObject({
        status: 201,
        body: { memberId: member.id, points: 100, valueMinor: 100, currency: 'CNY', balance: { available: 900 } },
      });
      const again = await till.postOnce('/v1/points/redemptions', redemption, key);
      expect(again).toMatchObject({ status: 201, body: redeemed.body });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await till.postOnce('/v1/points/redemptions', { ...redemption, points: 99 }, key)).toMatchObject({
        status: 422,
        body: { code: 'idempotency_key_reused' },
      });
      expect(await till.post('/v1/points/redemptions', redemption)).toMatchObject({
        status: 400,
        body: { code: 'idempotency_key_required' },
      });
      expect(await till.postOnce('/v1/points/redemptions', { ...redemption, points: 901 })).toMatchObject({
        status: 409,
        body: { code: 'insufficient_points', available: 900, missing: 1 },
      });

      const held = await till.postOnce('/v1/points/holds', { member: member.id, points: 300, ttlSeconds: 600 });
      expect(held).toMatchObject({ status: 201, body: { points: 300, balance: { available: 600, held: 300 } } });
      const { holdId } = held.body;
      expect(await till.postOnce(`/v1/points/holds/${holdId}/capture`, { points: 120 })).toMatchObject({
        status: 200,
        body: { holdId, captured: 120, returned: 180, balance: { available: 780, held: 0 } },
      });
      expect((await till.get(`/v1/points/holds/${holdId}`)).body).toMatchObject({ status: 'captured', captured: 120 });
      expect(await till.postOnce(`/v1/points/holds/${holdId}/release`, {})).toMatchObject({
        status: 409,
        body: { code: 'already_captured' },
      });

      const second = await till.postOnce('/v1/points/holds', { member: member.id, points: 80 });
      const release = `/v1/points/holds/${second.body.holdId}/release`;
      expect(await till.postOnce(release, undefined)).toMatchObject({
        status: 200,
        body: { captured: 0, returned: 80, balance: { available: 780 } },
      });

      const brief = await till.postOnce('/v1/points/holds', { member: member.id, points: 780, ttlSeconds: 1 });
      expect(brief.body.balance).toMatchObject({ available: 0, held: 780 });
      await eventually(async () => {
        expect((await till.get(`/v1/members/${member.id}/points`)).body).toMatchObject({ available: 780, held: 0 });
      });
      expect(await till.postOnce(`/v1/points/holds/${brief.body.holdId}/capture`, {})).toMatchObject({
        status: 409,
        body: { code: 'already_released' },
      });

      const adjusted = await operator.postOnce('/v1/points/adjustments', {
        member: member.card,
        points: -80,
        reasonCode: 'counted_twice',
      });
      expect(adjusted).toMatchObject({ status: 201, body: { points: -80, balance: { available: 700 } } });
      expect(
        await till.postOnce('/v1/points/adjustments', { member: member.card, points: 1, reasonCode: 'gift' }),
      ).toMatchObject({ status: 403 });

      await eventually(async () => {
        const { body } = await operator.query(statement, { ref: member.id });
        const { points } = body.data.member;
        expect(points).toMatchObject({ available: 700, held: 0, value: { amountMinor: 700, currency: 'CNY' } });
        const kinds = points.entries.edges.map(({ node }: Edge) => node.kind);
        expect(new Set(kinds)).toEqual(new Set(['EARN', 'REDEEM', 'HOLD', 'CAPTURE', 'RELEASE', 'ADJUST']));
      });
    },
    timeoutMs,
  );

  it(
    'lets 20 of 64 redemptions at once succeed where there are points for 20',
    async () => {
      const member = await rich(20);
      const answers = await Promise.all(
        Array.from({ length: 64 }, () =>
          till.postOnce('/v1/points/redemptions', { member: member.id, points: 1, purpose: 'coffee' }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
      expect(answers.filter(({ body }) => body.code === 'insufficient_points')).toHaveLength(44);
    },
    timeoutMs,
  );

  it(
    'transfers between members, by the retailer’s backend and by the member',
    async () => {
      const [from, to] = [await rich(500), await rich(10)];
      const body = { from: from.card, to: to.card, points: 200 };
      expect(await app.postOnce('/v1/points/transfers', body)).toMatchObject({
        status: 201,
        body: { points: 200, from: { balance: { available: 300 } }, to: { balance: { available: 210 } } },
      });
      expect(await app.postOnce('/v1/points/transfers', { ...body, to: from.id })).toMatchObject({
        status: 409,
        body: { code: 'not_eligible' },
      });
      expect(await app.postOnce('/v1/points/transfers', { ...body, to: 'card:nobody-has-it' })).toMatchObject({
        status: 422,
        body: { code: 'member_not_found', errors: [{ pointer: '/to' }] },
      });
      const { accessToken } = (await app.post('/v1/member-tokens', { member: from.id })).body;
      const mutate = async (points: number, idempotencyKey: string) => {
        const input = { idempotencyKey, to: to.card, points };
        return (await caller(accessToken).query(transfer, { input })).body.data.transferPoints;
      };
      const key = randomUUID();
      expect(await mutate(100, key)).toMatchObject({ __typename: 'TransferPointsSuccess', replayed: false });
      expect(await mutate(100, key)).toEqual({
        __typename: 'TransferPointsSuccess',
        pointsTransferred: 100,
        replayed: true,
        member: { points: { available: 200 } },
      });
      expect(await mutate(201, randomUUID())).toEqual({
        __typename: 'InsufficientPoints',
        available: 200,
        missing: 1,
      });
    },
    timeoutMs,
  );

  it(
    'holds points and a coupon at a checkout, which one purchase captures',
    async () => {
      const member = await rich(1_000);
      const coupon = await eventually(async () => {
        const { body } = await operator.query(codes, { ref: member.id });
        const edges = body.data.member.benefits.edges as Edge[];
        const node = edges.find(({ node: benefit }) => benefit.coupon?.display && benefit.code === 'welcome');
        expect(node).toBeDefined();
        return node?.node.coupon?.display?.text;
      });
      const sale = receipt({ member: member.card, coupons: [coupon], redeem: { points: 300 } });
      const { transactionId: _id, occurredAt: _at, ...basket } = sale;
      const key = randomUUID();
      const opened = await till.postOnce('/v1/checkouts', { ...basket, ttlSeconds: 600 }, key);
      expect(opened).toMatchObject({
        status: 201,
        body: { amounts: { pointsMinor: 300 }, points: { redeemed: 300 }, balance: { available: 700, held: 300 } },
      });
      const { checkoutId, amounts } = opened.body;
      expect(amounts.couponMinor).toBeGreaterThan(0);
      expect((await till.postOnce('/v1/checkouts', { ...basket, ttlSeconds: 600 }, key)).body).toEqual(opened.body);
      // Neither the points nor the coupon are to be had a second time.
      expect(await till.postOnce('/v1/checkouts', { ...basket, ttlSeconds: 600 })).toMatchObject({
        status: 409,
        body: { code: 'coupon_not_usable' },
      });
      expect(
        await till.postOnce('/v1/points/redemptions', { member: member.id, points: 701, purpose: 'late' }),
      ).toMatchObject({ status: 409, body: { code: 'insufficient_points' } });

      const paid = await till.post('/v1/purchases', { ...sale, checkoutId });
      expect(paid).toMatchObject({
        status: 201,
        body: {
          amounts: { couponMinor: amounts.couponMinor, pointsMinor: 300, payableMinor: amounts.payableMinor },
          points: { redeemed: 300 },
          balance: { held: 0 },
        },
      });
      expect(await till.post('/v1/purchases', { ...sale, checkoutId })).toMatchObject({
        status: 200,
        body: { duplicate: true },
      });
      expect(await till.postOnce(`/v1/checkouts/${checkoutId}/release`, undefined)).toMatchObject({
        status: 409,
        body: { code: 'already_captured' },
      });
    },
    timeoutMs,
  );

  it(
    'gives everything back when a checkout is released',
    async () => {
      const member = await rich(100);
      const basket = { ...receiptOver(50, { member: member.card }), redeem: { points: 100 }, ttlSeconds: 60 };
      const { transactionId: _id, ...checkout } = basket as Record<string, unknown>;
      const opened = await till.postOnce('/v1/checkouts', checkout);
      expect(opened).toMatchObject({ status: 201, body: { balance: { available: 0, held: 100 } } });
      const path = `/v1/checkouts/${opened.body.checkoutId}/release`;
      const key = randomUUID();
      for (let round = 0; round < 2; round += 1) {
        expect(await till.postOnce(path, undefined, key)).toMatchObject({ status: 200, body: { returned: 100 } });
      }
      expect(await till.postOnce(path, undefined)).toMatchObject({ status: 409, body: { code: 'already_released' } });
      expect((await till.get(`/v1/members/${member.id}/points`)).body).toMatchObject({ available: 100, held: 0 });
    },
    timeoutMs,
  );

  it('lets an operator say what points are worth, unless somebody else did first', async () => {
    const read = await operator.get('/v1/points/settings');
    expect(read).toMatchObject({ status: 200, body: { settings: { value: { points: 100, majorUnits: 1 } } } });
    const stale = await operator.put('/v1/points/settings', {}, { 'if-match': '"0000"' });
    expect(stale).toMatchObject({ status: 409, body: { code: 'draft_changed' } });
    expect(await operator.put('/v1/points/settings', { warningDays: [0] })).toMatchObject({
      status: 422,
      body: { code: 'rule_invalid', errors: [{ pointer: '/warningDays/0' }] },
    });
  });
});
