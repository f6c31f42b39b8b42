import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import request from 'supertest';
import { Refusal } from '#contracts/errors/refusals';
import { listBenefits } from '#contracts/internal/benefits';
import { readAssessments } from '#contracts/internal/churn';
import { listMembers, readMembers, readProgram, recordActivity, resolveMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import { claimPurchase, readAccounts, readLedgerById, readPurchasesById } from '#contracts/internal/points';
import { readBenefitsById } from '#contracts/internal/benefits';
import { postSpending } from '#contracts/internal/spending';
import { problemOf } from '#platform/http/problem';
import { answerMemberReads, fakeMemberId, fakeProgramId } from '#testing/fake-member-reads';
import { FakeServices } from '#testing/fake-services';
import { MemberTokens } from '../edge/member-tokens.js';
import { createGatewayApp } from '../gateway-app.js';
import { GatewayEnv } from '../gateway.env.js';
import { requestBytesMax } from './execution/limits.js';

/** Reading the schema's classes takes a moment where many tests run beside. */
const startMsMax = 60_000;
const internalKey = 'i'.repeat(32);
const otherId = '01939d2e-0000-7000-8000-000000000003';
const memberQuery = `query ($ref: String!) { member(ref: $ref) {
  id status tier { label progress { missing } } points { available }
  benefits(first: 6) { edges { node { code whyNot { code } } } totalCount } churn { unavailable summary { repeatDays } } } }`;

let services: FakeServices;
let app: NestFastifyApplication;
let token: string;
const lines: string[] = [];

const key = (name: string): string => `ks_${name}.secret`;

interface Answered {
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

async function post(body: object, credential = key('admin'), status = 200) {
  const sent = request(app.getHttpServer())
    .post('/graphql')
    .set({ authorization: `Bearer ${credential}` });
  const answer = await sent.send(body).expect(status);
  return answer.body;
}

const codes = ({ errors = [] }: Answered) => errors.map(({ extensions }) => extensions['code']);

beforeAll(async () => {
  services = await FakeServices.start(internalKey);
  const urls = ['MEMBERS', 'POINTS', 'BENEFITS', 'CHURN', 'PARTNERS'].map((name) => [`${name}_URL`, services.url]);
  const env = Object.assign(new GatewayEnv(), {
    ...Object.fromEntries(urls),
    KEEPSAKE_INTERNAL_KEY: internalKey,
    KEEPSAKE_TOKEN_KEY: 't'.repeat(32),
    NODE_ENV: 'test',
  });
  app = await createGatewayApp(env, pino({ level: 'error' }, { write: (line) => void lines.push(line) }));
  await app.getHttpAdapter().getInstance().ready();
  token = await app.get(MemberTokens).sign({ programId: fakeProgramId, memberId: fakeMemberId }, 600);
}, startMsMax);

afterAll(async () => {
  await app.close();
  await services.stop();
});

beforeEach(() => {
  answerMemberReads(services);
  services.calls.length = 0;
  lines.length = 0;
});

describe('the member query', () => {
  it('shows identity, tier, points, benefits and churn in one answer', async () => {
    const { data } = await post({ query: memberQuery, variables: { ref: 'card:1' } });
    expect(data.member).toMatchObject({
      id: fakeMemberId,
      status: 'ACTIVE',
      tier: { label: 'Basic 1', progress: { missing: 741 } },
      points: { available: 259 },
      churn: { unavailable: 'model_not_trained', summary: { repeatDays: 2 } },
    });
    expect(data.member.benefits).toMatchObject({ totalCount: 6, edges: Array.from({ length: 6 }, () => ({})) });
  });

  it.each([
    ['a page', memberQuery, { ref: 'card:1' }],
    ['a refusal', memberQuery, { ref: 'card:404' }],
    ['a refused field', '{ member(ref: "card:1") { id benefits(first: 0) { totalCount } } }', {}],
    [
      'a node',
      'query ($id: ID!) { node(id: $id) { __typename ... on TierStatus { label } } }',
      { id: `${fakeMemberId}.default` },
    ],
    ['an action', 'mutation { redeemReward(input: { idempotencyKey: "k", rewardId: "r" }) { __typename } }', {}],
  ])('answers the same once it is compiled: %s', async (_case, query, variables) => {
    const bare = ({ data, errors }: Answered & { data?: unknown }) => ({
      data,
      errors: errors?.map(({ extensions: { correlationId: _id, ...extensions }, ...error }) => ({
        ...error,
        extensions,
      })),
    });
    const answers = [];
    for (let round = 0; round < 5; round += 1) answers.push(bare(await post({ query, variables })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('asks each service once, however many members and queries ask at the same time', async () => {
    const query = `{ a: member(ref: "${fakeMemberId}") { ...F } b: member(ref: "${otherId}") { ...F } }
      fragment F on Member { points { available } benefits { totalCount } churn { horizonDays } }`;
    await Promise.all([post({ query }), post({ query })]);
    for (const call of [readMembers, readAccounts, listBenefits, readAssessments])
      expect(services.callsOf(call as never).length).toBeLessThanOrEqual(2);
    services.calls.length = 0;
    await post({ query });
    const reads = services.calls.filter(({ path }) => path !== verifyKey.path);
    expect(reads.map(({ path }) => path).toSorted()).toEqual(
      [readMembers, readAccounts, listBenefits, readAssessments].map(({ path }) => path).toSorted(),
    );
    expect(services.callsOf(readMembers)[0]?.caller.actor).toMatchObject({ type: 'system', id: 'gateway' });
  });

  it('loses only the fields of a service that fails', async () => {
    services.break(listBenefits);
    const answer = await post({ query: memberQuery, variables: { ref: 'card:1' } });
    expect(answer.data.member).toMatchObject({ benefits: null, points: { available: 259 }, churn: {} });
    expect(answer.errors).toMatchObject([{ path: ['member', 'benefits'], extensions: { code: 'unavailable' } }]);
    expect(answer.errors?.[0]?.extensions['correlationId']).toEqual(expect.any(String));
  });

  it('waits for a service that hangs no longer than its deadline', async () => {
    services.on(readAssessments, () => new Promise<never>(() => undefined));
    const startedAt = performance.now();
    const answer = await post({ query: memberQuery, variables: { ref: 'card:1' } });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect([answer.data.member.churn, ...codes(answer)]).toEqual([null, 'unavailable']);
  });

  it('a forged cursor is refused alone, beside others that ask at the same time', async () => {
    services.on(listBenefits, ({ members }) => {
      if (members.some(({ after }) => after === 'forged'))
        throw new Refusal('invalid_value', 'The cursor is not one of this list.');
      return { pages: members.map(() => ({ items: [], hasNextPage: false, totalCount: 0 })) };
    });
    const query = (after: string) => `{ member(ref: "card:1") { benefits(${after}) { totalCount } } }`;
    const [forged, ...others] = await Promise.all([
      post({ query: query('after: "forged"') }),
      post({ query: query('first: 1') }),
      post({ query: query('first: 2') }),
    ]);
    expect(codes(forged)).toEqual(['invalid_value']);
    expect(others.flatMap(codes)).toEqual([]);
  });
});

describe('who sees whom', () => {
  const churn = 'churn { id } lifecycle { stage } tags { code }';

  it('a member sees itself, without what is computed about it', async () => {
    const answer = await post({ query: `{ me { id profile { name phone } ${churn} } }` }, token);
    expect(answer.data.me).toEqual({
      id: fakeMemberId,
      profile: { name: 'Li Lei', phone: '+8613800000000' },
      ...{ churn: null, lifecycle: null, tags: null },
    });
    expect(codes(answer)).toEqual(['forbidden', 'forbidden', 'forbidden']);
    expect(services.callsOf(readAssessments)).toHaveLength(0);
  });

  it.each([
    ['another', otherId],
    ['nobody', 'card:404'],
    ['no reference', 'x'],
  ])('a member finds only itself: %s', async (_case, ref) => {
    const answer = await post({ query: memberQuery, variables: { ref } }, token);
    expect([answer.data.member, ...codes(answer)]).toEqual([null, 'forbidden']);
  });

  it('a member may name itself', async () => {
    for (const ref of [fakeMemberId, 'card:1']) {
      const { data } = await post({ query: '{ member(ref: "REF") { id } }'.replace('REF', ref) }, token);
      expect(data.member.id).toBe(fakeMemberId);
    }
  });

  it.each([
    ['pos', '{ displayName name phone }', { displayName: 'L**', name: null, phone: null }],
    ['app', '{ displayName name }', { displayName: 'L**', name: 'Li Lei' }],
    ['admin', '{ birthday attributes { name value } }', { attributes: [{ value: 'cat' }, { value: '2' }] }],
    ['partner-wide', '{ name }', null],
  ])('%s sees of a profile what it may', async (scope, fields, profile) => {
    const { data } = await post({ query: `{ member(ref: "card:1") { profile ${fields} } }` }, key(scope));
    if (profile) expect(data.member.profile).toMatchObject(profile);
    else expect(data.member.profile).toBeNull();
  });

  it('refuses a partner without the grant, lists to tills, and me to keys', async () => {
    const code = async (query: string, scope: string) => codes(await post({ query }, key(scope)));
    expect(await code('{ member(ref: "card:1") { id } }', 'partner')).toEqual(['forbidden']);
    expect(await code('{ node(id: "x") { id } }', 'partner')).toEqual(['forbidden']);
    expect(await code('{ members { totalCount } }', 'pos')).toEqual(['forbidden']);
    expect(await code('{ me { id } }', 'admin')).toEqual(['forbidden']);
    expect(await code('{ member(ref: "card:1") { tillCode { text } } }', 'pos')).toEqual(['forbidden']);
  });

  it('lists members with their filter', async () => {
    services.on(listMembers, () => ({ items: [], hasNextPage: false, totalCount: 0 }));
    const query = '{ members(filter: { status: EARN_ONLY, level: "gold-1" }, first: 7) { totalCount } }';
    expect((await post({ query }, key('app'))).data).toEqual({ members: { totalCount: 0 } });
    expect(services.callsOf(listMembers)[0]?.body).toEqual({ status: 'earn_only', level: 'gold-1', first: 7 });
  });
});

describe('arguments', () => {
  it.each([
    ['not_found', '{ member(ref: "card:404") { id } }'],
    ['invalid_reference', '{ member(ref: "x") { id } }'],
    ['invalid_reference', '{ member(ref: "") { id } }'],
    ['invalid_value', '{ member(ref: "card:1") { benefits(first: 0) { totalCount } } }'],
    ['invalid_value', '{ member(ref: "card:1") { benefits(first: 201) { totalCount } } }'],
    ['invalid_value', '{ member(ref: "card:1") { points { expiring(withinDays: 0) { at } } } }'],
    ['not_found', '{ member(ref: "card:1") { tier(ladder: "other") { id } } }'],
    ['invalid_value', '{ member(ref: "card:1") { benefits(context: { lat: 91 }) { totalCount } } }'],
  ])('%s: %s', async (code, query) => {
    expect(codes(await post({ query }))).toEqual([code]);
  });

  it('lets a member look thirty days ahead and an operator further', async () => {
    const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
    const query = 'query ($at: DateTime!) { member(ref: "card:1") { benefits(context: { at: $at }) { totalCount } } }';
    const code = async (at: string, credential: string) => codes(await post({ query, variables: { at } }, credential));
    expect(await code(days(29.9), token)).toEqual([]);
    expect(await code(days(30.1), token)).toEqual(['invalid_value']);
    expect(await code(days(300), key('app'))).toEqual([]);
  });
});

describe('node', () => {
  beforeEach(() => {
    services.on(readPurchasesById, () => ({ purchases: [] }));
    services.on(readBenefitsById, () => ({ benefits: [], coupons: [] }));
    services.on(readLedgerById, ({ ids }) => ({
      lots: ids.map(
        (id) => ({ id, memberId: id.slice(0, 36), state: 'ACTIVE' as const, issued: 5, remaining: 5 }) as never,
      ),
      entries: [],
    }));
  });

  const ids = (of: string) => [
    of,
    `churn-${of}`,
    `${of}.default`,
    `points:${of}`,
    `${of}:benefit-3`,
    `${of}.points.1.${otherId}`,
  ];
  const node = (id: string, credential: string) =>
    post({ query: 'query ($id: ID!) { node(id: $id) { __typename id } }', variables: { id } }, credential);

  it('finds whatever has an id', async () => {
    const found = await Promise.all(ids(fakeMemberId).map((id) => node(id, key('admin'))));
    expect(found.map(({ data }) => data.node?.__typename)).toEqual([
      ...['Member', 'ChurnAssessment', 'TierStatus', 'PointsAccount', 'Benefit', 'Lot'],
    ]);
    expect(found.map(({ data }) => data.node?.id)).toEqual(ids(fakeMemberId));
  });

  it('hides from a member what is another’s, and its own churn', async () => {
    for (const [index, id] of ids(otherId).entries())
      expect(codes(await node(id, token))).toEqual([index === 1 ? 'forbidden' : 'not_found']);
    expect(codes(await node(`churn-${fakeMemberId}`, token))).toEqual(['forbidden']);
    expect((await node(`points:${fakeMemberId}`, token)).data.node.__typename).toBe('PointsAccount');
  });

  it('says that a service is missing rather than that there is nothing', async () => {
    services.on(readMembers, ({ references }) => ({
      results: references.map(() => ({ ok: false as const, error: { code: 'not_found', detail: 'No.' } })),
    }));
    expect(codes(await node(otherId, key('admin')))).toEqual(['not_found']);
    services.break(readBenefitsById);
    expect(codes(await node(otherId, key('admin')))).toEqual(['unavailable']);
  });

  it.each(['', 'x', 'churn-x', 'points:x', `${fakeMemberId}.`, `${fakeMemberId}:`, 'a'.repeat(300)])(
    'finds nothing at %j',
    async (id) => expect(codes(await node(id, key('admin')))).toEqual(['not_found']),
  );
});

describe('actions', () => {
  const claim = `mutation ($input: ClaimPurchaseInput!) { claimPurchase(input: $input) { __typename
    ... on ClaimPurchaseSuccess { replayed member { id points { available } } purchase { id } }
    ... on Refusal { code message retryable } ... on InsufficientPoints { available missing } } }`;
  const input = { idempotencyKey: 'k-1', transactionId: 'T-1', claimCode: 'ABC' };
  const purchaseId = otherId;

  beforeEach(() => {
    services.on(resolveMembers, () => ({
      results: [{ ok: true as const, value: { memberId: fakeMemberId, status: 'active' as const } }],
    }));
    services.on(readPurchasesById, ({ ids }) => ({ purchases: ids.map((id) => ({ id, items: [] }) as never) }));
    services.on(claimPurchase, () => ({ replayed: true, status: 200, body: { purchaseId } as never }));
  });

  it('claims a purchase and shows the member as it is then', async () => {
    const { data } = await post({ query: claim, variables: { input } }, token);
    const member = { id: fakeMemberId, points: { available: 259 } };
    expect(data.claimPurchase).toEqual({
      ...{ __typename: 'ClaimPurchaseSuccess', replayed: true, member, purchase: { id: purchaseId } },
    });
    const [call] = services.callsOf(claimPurchase);
    expect(call?.caller.actor).toMatchObject({ type: 'member', id: fakeMemberId });
    expect(call?.body.idempotency).toMatchObject({ key: 'k-1', route: 'graphql claimPurchase', required: true });
  });

  it.each([
    ['already_claimed', {}, { __typename: 'OtherRefusal', code: 'already_claimed', retryable: false }],
    ['unavailable', {}, { __typename: 'OtherRefusal', code: 'unavailable', retryable: true }],
    ['out_of_stock', {}, { __typename: 'OutOfStock', retryable: false }],
    ['limit_reached', {}, { __typename: 'LimitReached' }],
    ['not_eligible', {}, { __typename: 'NotEligible' }],
    [
      'insufficient_points',
      { available: 3, missing: 4 },
      { __typename: 'InsufficientPoints', available: 3, missing: 4 },
    ],
  ] as const)('answers a refusal as a value: %s', async (code, data, result) => {
    services.on(claimPurchase, () => {
      throw new Refusal(code, 'No.', { data });
    });
    const answer = await post({ query: claim, variables: { input } }, token);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.claimPurchase).toMatchObject(result);
  });

  it('answers a stored refusal again', async () => {
    const problem = { code: 'already_claimed', status: 409, detail: 'No.', type: '', title: '' };
    services.on(claimPurchase, () => ({ replayed: true, status: 409, body: problem as never }));
    const { data } = await post({ query: claim, variables: { input } }, token);
    expect(data.claimPurchase).toMatchObject({ __typename: 'OtherRefusal', code: 'already_claimed', message: 'No.' });
  });

  it('is for members, with a key that is one', async () => {
    expect(codes(await post({ query: claim, variables: { input } }))).toEqual(['forbidden']);
    const noKey = { ...input, idempotencyKey: '' };
    expect(codes(await post({ query: claim, variables: { input: noKey } }, token))).toEqual(['invalid_value']);
  });

  it('checks in under one event id a member and key', async () => {
    services.on(recordActivity, ({ eventId }) => ({
      ...{ replayed: false, status: 201, body: { id: otherId, eventId, memberId: fakeMemberId, duplicate: false } },
    }));
    const query = `mutation { checkIn(input: { idempotencyKey: "k", storeId: "S01" }) {
      ... on CheckInSuccess { replayed member { status } } } }`;
    for (let round = 0; round < 2; round += 1)
      expect((await post({ query }, token)).data.checkIn).toEqual({ replayed: false, member: { status: 'ACTIVE' } });
    const [first, second] = services.callsOf(recordActivity).map(({ body }) => body);
    expect(first).toMatchObject({ type: 'check_in', member: fakeMemberId, data: { storeId: 'S01' } });
    expect(first?.eventId).toBe(second?.eventId);
    expect(first?.eventId.length).toBeLessThanOrEqual(64);
  });

  it('transferPoints gives to another member, and says what is missing', async () => {
    const query = `mutation { transferPoints(input: { idempotencyKey: "k", to: "card:2", points: 5 }) { __typename
      ... on TransferPointsSuccess { replayed pointsTransferred member { status } }
      ... on InsufficientPoints { available missing } } }`;
    services.on(resolveMembers, ({ references }) => ({
      results: references.map(({ reference }) => ({
        ok: true as const,
        value: { memberId: reference === fakeMemberId ? fakeMemberId : otherId, status: 'active' as const },
      })),
    }));
    const balance = { available: 1, pending: 0, held: 0, debt: 0 };
    const body = {
      transferId: 't',
      points: 5,
      from: { memberId: fakeMemberId, balance },
      to: { memberId: 'm2', balance },
    };
    services.on(postSpending, () => ({
      results: [{ ok: true as const, value: { replayed: true, status: 201, body } }],
    }));
    expect((await post({ query }, token)).data.transferPoints).toEqual({
      __typename: 'TransferPointsSuccess',
      replayed: true,
      pointsTransferred: 5,
      member: { status: 'ACTIVE' },
    });
    expect(services.callsOf(postSpending)[0]?.body.postings[0]).toMatchObject({
      command: { kind: 'transfer', from: { value: { memberId: fakeMemberId } }, body: { points: 5 } },
      idempotency: { key: 'k', route: 'graphql transferPoints', required: true },
    });
    const problem = problemOf(new Refusal('insufficient_points', 'Short.', { data: { available: 1, missing: 4 } }));
    services.on(postSpending, () => ({
      results: [{ ok: true as const, value: { replayed: false, status: 409, body: problem as never } }],
    }));
    expect((await post({ query }, token)).data.transferPoints).toEqual({
      __typename: 'InsufficientPoints',
      available: 1,
      missing: 4,
    });
  });

  it.each([
    ['redeemReward', '{ idempotencyKey: "k", rewardId: "r" }'],
    ['claimBenefit', '{ idempotencyKey: "k", benefitId: "b" }'],
    ['createPartnerLink', '{ idempotencyKey: "k", partnerId: "p" }'],
  ])('%s is not enabled yet', async (action, given) => {
    const query = `mutation { ${action}(input: ${given}) { ... on OtherRefusal { code retryable } } }`;
    expect((await post({ query }, token)).data[action]).toEqual({ code: 'not_enabled', retryable: false });
  });
});

describe('what a stranger gets', () => {
  const http = () => request(app.getHttpServer());

  it.each([
    ['none', undefined, 'unauthenticated'],
    ['an unknown key', 'Bearer ks_nobody.secret', 'unauthenticated'],
    ['a forged token', 'Bearer a.b.c', 'token_invalid'],
  ])('401 with the code in errors: %s', async (_case, authorization, code) => {
    const answer = await http()
      .post('/graphql')
      .set(authorization === undefined ? {} : { authorization })
      .send('{')
      .expect(401);
    expect(answer.body).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code } }] });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it.each([
    [400, 'malformed', '{'],
    [400, 'invalid_value', '[]'],
    [400, 'invalid_value', '[{"query":"{ program { id } }"}]'],
    [400, 'unknown_field', '{"query":"{ program { id } }","more":1}'],
    [400, 'invalid_value', '{"query":5}'],
    [400, 'invalid_value', '{}'],
    [400, 'invalid_value', '{"documentId":"a"}'],
    [400, 'malformed', '{"query":"{"}'],
    [400, 'unknown_field', '{"query":"{ nothing }"}'],
    [400, 'invalid_value', '{"query":"query ($n: Int!) { members(first: $n) { totalCount } }"}'],
    [400, 'unknown_field', '{"query":"{ program { id } }","variables":{"__proto__":{}}}'],
  ])('%d %s for %s', async (status, code, body) => {
    const sent = http()
      .post('/graphql')
      .set({ authorization: `Bearer ${key('pos')}`, 'content-type': 'application/json' });
    const answer = await sent.send(body).expect(status);
    expect(answer.body.errors[0].extensions.code).toBe(code);
    expect(answer.body.data).toBeUndefined();
  });

  it('takes a body up to the limit and none above', async () => {
    const body = (bytes: number) => {
      const text = JSON.stringify({ query: '{ program { id } }', extensions: { pad: '' } });
      return text.replace('"pad":""', `"pad":"${'x'.repeat(bytes - text.length)}"`);
    };
    const send = (bytes: number) =>
      http()
        .post('/graphql')
        .set({ authorization: `Bearer ${key('pos')}`, 'content-type': 'application/json' })
        .send(body(bytes));
    await send(requestBytesMax).expect(200);
    const { body: answer } = await send(requestBytesMax + 1).expect(413);
    expect(answer.errors[0].extensions.code).toBe('too_large');
  });

  it('405 for another method, with the one there is', async () => {
    const { headers, body } = await http().get('/graphql?query={program{id}}').expect(405);
    expect([headers['allow'], body.errors[0].extensions.code]).toEqual(['POST', 'method_not_allowed']);
  });

  it('masks what nobody foresaw and logs it under the id that it tells', async () => {
    services.on(readProgram, () => ({ id: null, code: 5 }) as never);
    const { errors = [] } = await post({ query: '{ program { id } }' });
    expect(errors).toMatchObject([{ extensions: { code: 'internal' } }]);
    expect(JSON.stringify(errors)).not.toContain('non-nullable');
    expect(lines.join()).toContain(errors[0]?.extensions['correlationId']);
  });

  it('serves the explorer outside production, without a credential', async () => {
    const { text } = await http().get('/graphiql').expect(200);
    expect(text).toContain('GraphiQL');
  });
});
