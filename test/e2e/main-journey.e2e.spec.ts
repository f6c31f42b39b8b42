import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { eventually } from './support/eventually.js';
import { Caller, readTestCredentials } from './support/platform-under-test.js';
import { receipt, receiptOver } from './support/receipts.js';
import { WebhookReceiver } from './support/webhook-receiver.js';

const timeoutMs = 60_000;

interface Edge {
  readonly node: Readonly<Record<string, unknown>>;
}

const memberPage = `query Member($ref: String!) {
  member(ref: $ref) {
    id status
    profile { displayName }
    tier { tier grade label progress { value target missing nextLabel } }
    points { available pending held debt lifetimeEarned entries(first: 5) { edges { node { kind delta bucket } } } }
    benefits(first: 20) { edges { node { code status usableNow grantId coupon { display { text } } } } }
    purchases(first: 5) { edges { node { transactionId pointsEarned } } }
    churn { score unavailable summary { repeatDays firstAt lastAt } }
  }
}`;

describe('a purchase at the till', () => {
  let till: Caller;
  let operator: Caller;
  let partner: Caller;
  let app: Caller;
  let caller: (bearer: string) => Caller;

  beforeAll(async () => {
    const { baseUrl, keys } = await readTestCredentials();
    caller = (bearer) => new Caller(baseUrl, bearer);
    till = caller(keys.pos);
    operator = caller(keys.admin);
    partner = caller(keys.partner);
    app = caller(keys.app);
  });

  async function enroll(): Promise<{ id: string; card: string }> {
    const card = `E2E${randomUUID()}`;
    const { status, body } = await till.post('/v1/members', { card, name: 'Chen Mei', channel: 'pos', storeId: 'S01' });
    expect(status).toBe(201);
    return { id: body.id, card };
  }

  async function pageOf(ref: string) {
    const { status, body } = await operator.query(memberPage, { ref });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    return body.data.member;
  }

  async function availableOf(ref: string): Promise<number> {
    return (await till.get(`/v1/members/${ref}/points`)).body.available;
  }

  it(
    'becomes points, growth, a benefit and insight in one query, and reaches a partner signed',
    async () => {
      const receiver = new WebhookReceiver();
      const url = await receiver.listen();
      try {
        const events = ['members.*', 'points.*', 'benefits.benefit-granted.v1'];
        const endpoint = await partner.post('/v1/webhook-endpoints', { url, events });
        expect(endpoint).toMatchObject({ status: 201, body: { url, status: 'enabled', audience: 'program' } });

        const member = await enroll();
        const purchase = receipt({ member: `card:${member.card}` });
        const posted = await till.post('/v1/purchases', purchase);
        expect(posted).toMatchObject({
          status: 201,
          body: {
            transactionId: purchase['transactionId'],
            duplicate: false,
            memberId: member.id,
            amounts: {
              totalMinor: 25_900,
              couponMinor: 0,
              pointsMinor: 0,
              payableMinor: 25_900,
              earnBaseMinor: 25_900,
            },
            points: { earned: 259, pending: 0, redeemed: 0, campaigns: [{ code: 'base', version: 1, points: 259 }] },
            lines: [
              { line: 1, netMinor: 24_000, earned: 240 },
              { line: 2, netMinor: 1_900, earned: 19 },
            ],
            balance: { available: 259, pending: 0, held: 0, debt: 0 },
            receiptText: 'Earned 259 points. Balance 259.',
          },
        });

        await eventually(async () => {
          const page = await pageOf(`card:${member.card}`);
          expect(page).toMatchObject({
            id: member.id,
            status: 'ACTIVE',
            tier: { tier: 'silver', grade: '1', progress: { value: 259, target: 500, missing: 241 } },
            points: { available: 259, lifetimeEarned: 259 },
            purchases: { edges: [{ node: { transactionId: purchase['transactionId'], pointsEarned: 259 } }] },
            churn: { score: null, unavailable: 'model_not_trained', summary: { repeatDays: 0 } },
          });
          expect(Date.parse(page.churn.summary.lastAt)).toBe(Date.parse(purchase['occurredAt'] as string));
          const granted = page.benefits.edges
            .filter(({ node }: Edge) => node.grantId !== null)
            .map(({ node }: Edge) => node.code);
          expect(granted).toEqual(expect.arrayContaining(['welcome', 'come-back']));
        });

        const [webhook] = await eventually(async () => {
          const earned = receiver.about(member.id, 'points.points-earned.v1');
          expect(earned).toHaveLength(1);
          expect(receiver.about(member.id, 'members.member-enrolled.v1')).toHaveLength(1);
          expect(receiver.about(member.id, 'benefits.benefit-granted.v1').length).toBeGreaterThanOrEqual(2);
          return earned;
        });
        const headers = webhook!.headers as Record<string, string>;
        const verified = new Webhook(endpoint.body.secret).verify(webhook!.body, headers);
        expect(verified).toMatchObject({
          id: headers['webhook-id'],
          type: 'points.points-earned.v1',
          memberId: member.id,
          data: { points: 259, balance: { available: 259 } },
        });
        expect(() => new Webhook(endpoint.body.secret).verify(`${webhook!.body} `, headers)).toThrow();
        for (const { body } of receiver.received) expect(body).not.toMatch(/Chen Mei|E2E[0-9a-f-]{36}"/);
        await partner.delete(`/v1/webhook-endpoints/${endpoint.body.id}`);
      } finally {
        await receiver.close();
      }
    },
    timeoutMs,
  );

  it(
    'counts once when it is posted twice, and when it is posted by many tills at once',
    async () => {
      const member = await enroll();
      const purchase = receipt({ member: member.id });
      const answers = await Promise.all(Array.from({ length: 20 }, () => till.post('/v1/purchases', purchase)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);

      const again = await till.post('/v1/purchases', { ...purchase, member: `card:${member.card}` });
      const [first] = answers.filter(({ status }) => status === 201);
      expect(again).toMatchObject({ status: 200, body: { ...first!.body, duplicate: true } });

      const other = await till.post(
        '/v1/purchases',
        receiptOver(10, { transactionId: purchase['transactionId'], member: member.id }),
      );
      expect(other).toMatchObject({ status: 409, body: { code: 'transaction_conflict' } });
      expect(await availableOf(member.id)).toBe(259);
      await eventually(async () => expect((await pageOf(member.id)).tier.progress.value).toBe(259));
    },
    timeoutMs,
  );

  it(
    'gives the same member whatever the order in which purchases arrive',
    async () => {
      const dayMs = 86_400_000;
      const amounts = [120, 310, 70, 900, 45];
      const now = Date.now();
      const receiptsFor = (member: string) =>
        amounts.map((amount, index) =>
          receiptOver(amount, { member, occurredAt: new Date(now - (amounts.length - index) * dayMs).toISOString() }),
        );
      const inOrder = await enroll();
      const shuffled = await enroll();
      for (const purchase of receiptsFor(inOrder.id)) await till.post('/v1/purchases', purchase);
      for (const purchase of receiptsFor(shuffled.id).reverse()) await till.post('/v1/purchases', purchase);

      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      await eventually(async () => {
        const [one, other] = await Promise.all([pageOf(inOrder.id), pageOf(shuffled.id)]);
        for (const page of [one, other]) {
          expect(page).toMatchObject({
            tier: { tier: 'silver', grade: '2', progress: { value: total } },
            points: { available: total, lifetimeEarned: total },
            churn: { summary: { repeatDays: amounts.length - 1 } },
          });
        }
        expect(one.churn.summary).toEqual(other.churn.summary);
      });
    },
    timeoutMs,
  );

  it(
    'takes the good ones of a till’s upload and says what is wrong with the others',
    async () => {
      const member = await enroll();
      const good = receiptOver(10, { member: member.id });
      const { status, body } = await till.post('/v1/purchases/batch', {
        purchases: [
          good,
          receiptOver(20, { member: member.id, totalMinor: 1 }),
          receiptOver(30, { member: 'card:NOBODY-HAS-THIS' }),
          { ...receiptOver(40), unknown: true },
          receiptOver(50),
          good,
          receiptOver(60, { transactionId: good['transactionId'], member: member.id }),
        ],
      });
      expect(status).toBe(200);
      expect(body.results).toMatchObject([
        { index: 0, status: 201, transactionId: good['transactionId'], points: { earned: 10 } },
        { index: 1, status: 422, code: 'total_mismatch', retryable: false },
        { index: 2, status: 422, code: 'member_not_found', retryable: false },
        { index: 3, status: 400, code: 'unknown_field', retryable: false },
        { index: 4, status: 201, memberId: null },
        { index: 5, status: 200, duplicate: true },
        { index: 6, status: 409, code: 'transaction_conflict' },
      ]);
      expect(await availableOf(member.id)).toBe(10);
    },
    timeoutMs,
  );

  it(
    'is refused within a second of its key being revoked',
    async () => {
      const client = await operator.post('/v1/api-clients', {
        name: 'till of a closed store',
        scope: 'pos',
        storeId: 'S09',
      });
      expect(client.status).toBe(201);
      const closing = caller(client.body.key);
      expect((await closing.post('/v1/purchases', receiptOver(1, { storeId: 'S09' }))).status).toBe(201);
      expect((await closing.post('/v1/purchases', receiptOver(1, { storeId: 'S01' }))).body.code).toBe('forbidden');

      const revokedAtMs = performance.now();
      expect((await operator.delete(`/v1/api-clients/${client.body.id}`)).status).toBe(200);
      await eventually(async () => {
        const refused = await closing.post('/v1/purchases', receiptOver(1, { storeId: 'S09' }));
        expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      });
      expect(performance.now() - revokedAtMs).toBeLessThan(1_000);
    },
    timeoutMs,
  );

  it(
    'redeems its coupons all or none',
    async () => {
      const member = await enroll();
      const session = await app.post('/v1/member-tokens', { member: member.id, ttlSeconds: 600 });
      const phone = caller(session.body.accessToken);
      const coupons = `{ me { coupons(status: [AVAILABLE, RESERVED, REDEEMED]) { edges { node { status usableNow percentOff display { text } } } } } }`;
      const welcome = async () => {
        const { body } = await phone.query(coupons);
        return body.data.me.coupons.edges
          .map(({ node }: Edge) => node)
          .find(({ percentOff }: Edge['node']) => percentOff === 10);
      };
      const code: string = await eventually(async () => {
        const coupon = await welcome();
        expect(coupon).toMatchObject({ status: 'AVAILABLE', usableNow: true });
        return coupon.display.text;
      });

      const refused = await till.post(
        '/v1/purchases',
        receiptOver(100, { member: member.id, coupons: [code, 'NO-SUCH-COUPON'] }),
      );
      expect(refused).toMatchObject({ status: 409, body: { code: 'coupon_not_usable' } });
      expect(await availableOf(member.id)).toBe(0);
      await eventually(async () => expect(await welcome()).toMatchObject({ status: 'AVAILABLE' }));

      const purchase = receiptOver(100, { member: member.id, coupons: [code] });
      const posted = await till.post('/v1/purchases', purchase);
      expect(posted).toMatchObject({
        status: 201,
        body: {
          amounts: { totalMinor: 10_000, couponMinor: 1_000, payableMinor: 9_000 },
          coupons: [{ discountMinor: 1_000 }],
          points: { earned: 90 },
        },
      });
      expect(await till.post('/v1/purchases', purchase)).toMatchObject({ status: 200, body: { duplicate: true } });
      await eventually(async () => expect(await welcome()).toMatchObject({ status: 'REDEEMED', usableNow: false }));
      const spent = await till.post('/v1/purchases', receiptOver(100, { member: member.id, coupons: [code] }));
      expect(spent).toMatchObject({ status: 409, body: { code: 'coupon_not_usable' } });
      expect(await availableOf(member.id)).toBe(90);
    },
    timeoutMs,
  );

  it(
    'is given to a member once when it was anonymous',
    async () => {
      const [owner, other] = [await enroll(), await enroll()];
      const purchase = receiptOver(80);
      const posted = await till.post('/v1/purchases', purchase);
      expect(posted).toMatchObject({
        status: 201,
        body: { memberId: null, balance: null, claimCode: expect.any(String) },
      });
      const path = `/v1/purchases/${String(purchase['transactionId'])}/claim`;
      const { claimCode } = posted.body;

      const keyless = await till.post(path, { claimCode, member: owner.id });
      expect(keyless).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } });
      const guessed = await till.postOnce(path, { claimCode: '0000-0000-0000-0000-0000', member: other.id });
      expect(guessed).toMatchObject({ status: 404, body: { code: 'not_found' } });

      const key = randomUUID();
      const claims = await Promise.all([
        till.postOnce(path, { claimCode, member: owner.id }, key),
        till.postOnce(path, { claimCode, member: owner.id }, key),
      ]);
      const answered = claims.filter(({ status }) => status === 200);
      expect(answered.length).toBeGreaterThanOrEqual(1);
      expect(answered[0]!.body).toMatchObject({
        memberId: owner.id,
        points: { earned: 80 },
        balance: { available: 80 },
      });
      expect(await till.postOnce(path, { claimCode, member: other.id })).toMatchObject({
        status: 409,
        body: { code: 'already_claimed' },
      });
      const again = await till.postOnce(path, { claimCode, member: owner.id }, key);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body).toEqual(answered[0]!.body);
      expect(await availableOf(owner.id)).toBe(80);
      expect(await availableOf(other.id)).toBe(0);
      await eventually(async () => expect(await pageOf(owner.id)).toMatchObject({ tier: { progress: { value: 80 } } }));
    },
    timeoutMs,
  );
});
