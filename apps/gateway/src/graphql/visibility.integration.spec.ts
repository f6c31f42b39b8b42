import { readBenefitsById } from '#contracts/internal/benefits';
import { readAssessments } from '#contracts/internal/churn';
import { listMembers, readMembers } from '#contracts/internal/members';
import { readLedgerById, readPurchasesById } from '#contracts/internal/points';
import { fakeMemberId } from '#testing/fake-member-reads';
import { codesOf, type GraphqlWorld, key, otherId, startGraphql } from '../../../../test/worlds/graphql-world.js';

const memberQuery = `query ($ref: String!) { member(ref: $ref) {
  id status tier { label progress { missing } } points { available }
  benefits(first: 6) { edges { node { code whyNot { code } } } totalCount } churn { unavailable summary { repeatDays } } } }`;

let world: GraphqlWorld;

beforeAll(async () => {
  world = await startGraphql();
});

afterAll(() => world.stop());

beforeEach(() => world.reset());

describe('who sees whom', () => {
  const churn = 'churn { id } lifecycle { stage } tags { code }';

  it('a member sees itself, without what is computed about it', async () => {
    const answer = await world.ask({ query: `{ me { id profile { name phone } ${churn} } }` }, world.token);
    expect(answer.data.me).toEqual({
      id: fakeMemberId,
      profile: { name: 'Li Lei', phone: '+8613800000000' },
      ...{ churn: null, lifecycle: null, tags: null },
    });
    expect(codesOf(answer)).toEqual(['forbidden', 'forbidden', 'forbidden']);
    expect(world.services.callsOf(readAssessments)).toHaveLength(0);
  });

  it.each([
    ['another', otherId],
    ['nobody', 'card:404'],
    ['no reference', 'x'],
  ])('a member finds only itself: %s', async (_case, ref) => {
    const answer = await world.ask({ query: memberQuery, variables: { ref } }, world.token);
    expect([answer.data.member, ...codesOf(answer)]).toEqual([null, 'forbidden']);
  });

  it('a member may name itself', async () => {
    for (const ref of [fakeMemberId, 'card:1']) {
      const { data } = await world.ask({ query: '{ member(ref: "REF") { id } }'.replace('REF', ref) }, world.token);
      expect(data.member.id).toBe(fakeMemberId);
    }
  });

  it.each([
    ['pos', '{ displayName name phone }', { displayName: 'L**', name: null, phone: null }],
    ['app', '{ displayName name }', { displayName: 'L**', name: 'Li Lei' }],
    ['admin', '{ birthday attributes { name value } }', { attributes: [{ value: 'cat' }, { value: '2' }] }],
    ['partner-wide', '{ name }', null],
  ])('%s sees of a profile what it may', async (scope, fields, profile) => {
    const { data } = await world.ask({ query: `{ member(ref: "card:1") { profile ${fields} } }` }, key(scope));
    if (profile) expect(data.member.profile).toMatchObject(profile);
    else expect(data.member.profile).toBeNull();
  });

  it('refuses a partner without the grant, lists to tills, and me to keys', async () => {
    const code = async (query: string, scope: string) => codesOf(await world.ask({ query }, key(scope)));
    expect(await code('{ member(ref: "card:1") { id } }', 'partner')).toEqual(['forbidden']);
    expect(await code('{ node(id: "x") { id } }', 'partner')).toEqual(['forbidden']);
    expect(await code('{ members { totalCount } }', 'pos')).toEqual(['forbidden']);
    expect(await code('{ me { id } }', 'admin')).toEqual(['forbidden']);
    expect(await code('{ member(ref: "card:1") { tillCode { text } } }', 'pos')).toEqual(['forbidden']);
  });

  it('lists members with their filter', async () => {
    world.services.on(listMembers, () => ({ items: [], hasNextPage: false, totalCount: 0 }));
    const query = '{ members(filter: { status: EARN_ONLY, level: "gold-1" }, first: 7) { totalCount } }';
    expect((await world.ask({ query }, key('app'))).data).toEqual({ members: { totalCount: 0 } });
    expect(world.services.callsOf(listMembers)[0]?.body).toEqual({ status: 'earn_only', level: 'gold-1', first: 7 });
  });
});

describe('node', () => {
  beforeEach(() => {
    world.services.on(readPurchasesById, () => ({ purchases: [] }));
    world.services.on(readBenefitsById, () => ({ benefits: [], coupons: [] }));
    world.services.on(readLedgerById, ({ ids }) => ({
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
    world.ask({ query: 'query ($id: ID!) { node(id: $id) { __typename id } }', variables: { id } }, credential);

  it('finds whatever has an id', async () => {
    const found = await Promise.all(ids(fakeMemberId).map((id) => node(id, key('admin'))));
    expect(found.map(({ data }) => data.node?.__typename)).toEqual([
      ...['Member', 'ChurnAssessment', 'TierStatus', 'PointsAccount', 'Benefit', 'Lot'],
    ]);
    expect(found.map(({ data }) => data.node?.id)).toEqual(ids(fakeMemberId));
  });

  it('hides from a member what is another’s, and its own churn', async () => {
    for (const [index, id] of ids(otherId).entries())
      expect(codesOf(await node(id, world.token))).toEqual([index === 1 ? 'forbidden' : 'not_found']);
    expect(codesOf(await node(`churn-${fakeMemberId}`, world.token))).toEqual(['forbidden']);
    expect((await node(`points:${fakeMemberId}`, world.token)).data.node.__typename).toBe('PointsAccount');
  });

  it('says that a service is missing rather than that there is nothing', async () => {
    world.services.on(readMembers, ({ references }) => ({
      results: references.map(() => ({ ok: false as const, error: { code: 'not_found', detail: 'No.' } })),
    }));
    expect(codesOf(await node(otherId, key('admin')))).toEqual(['not_found']);
    world.services.break(readBenefitsById);
    expect(codesOf(await node(otherId, key('admin')))).toEqual(['unavailable']);
  });

  it.each(['', 'x', 'churn-x', 'points:x', `${fakeMemberId}.`, `${fakeMemberId}:`, 'a'.repeat(300)])(
    'finds nothing at %j',
    async (id) => expect(codesOf(await node(id, key('admin')))).toEqual(['not_found']),
  );
});
