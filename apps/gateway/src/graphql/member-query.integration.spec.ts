import { Refusal } from '#contracts/errors/refusals';
import { listBenefits } from '#contracts/internal/benefits';
import { readAssessments } from '#contracts/internal/churn';
import { readMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import { readAccounts } from '#contracts/internal/points';
import { fakeMemberId } from '#testing/fake-member-reads';
import {
  type Answered,
  codesOf,
  type GraphqlWorld,
  key,
  otherId,
  startGraphql,
} from '../../../../test/worlds/graphql-world.js';

const memberQuery = `query ($ref: String!) { member(ref: $ref) {
  id status tier { label progress { missing } } points { available }
  benefits(first: 6) { edges { node { code whyNot { code } } } totalCount } churn { unavailable summary { repeatDays } } } }`;

let world: GraphqlWorld;

beforeAll(async () => {
  world = await startGraphql();
});

afterAll(() => world.stop());

beforeEach(() => world.reset());

describe('the member query', () => {
  it('shows identity, tier, points, benefits and churn in one answer', async () => {
    const { data } = await world.ask({ query: memberQuery, variables: { ref: 'card:1' } });
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
    for (let round = 0; round < 5; round += 1) answers.push(bare(await world.ask({ query, variables })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('asks each service once, however many members and queries ask at the same time', async () => {
    const query = `{ a: member(ref: "${fakeMemberId}") { ...F } b: member(ref: "${otherId}") { ...F } }
      fragment F on Member { points { available } benefits { totalCount } churn { horizonDays } }`;
    await Promise.all([world.ask({ query }), world.ask({ query })]);
    for (const call of [readMembers, readAccounts, listBenefits, readAssessments])
      expect(world.services.callsOf(call as never).length).toBeLessThanOrEqual(2);
    world.services.calls.length = 0;
    await world.ask({ query });
    const reads = world.services.calls.filter(({ path }) => path !== verifyKey.path);
    expect(reads.map(({ path }) => path).toSorted()).toEqual(
      [readMembers, readAccounts, listBenefits, readAssessments].map(({ path }) => path).toSorted(),
    );
    expect(world.services.callsOf(readMembers)[0]?.caller.actor).toMatchObject({ type: 'system', id: 'gateway' });
  });

  it('loses only the fields of a service that fails', async () => {
    world.services.break(listBenefits);
    const answer = await world.ask({ query: memberQuery, variables: { ref: 'card:1' } });
    expect(answer.data.member).toMatchObject({ benefits: null, points: { available: 259 }, churn: {} });
    expect(answer.errors).toMatchObject([{ path: ['member', 'benefits'], extensions: { code: 'unavailable' } }]);
    expect(answer.errors?.[0]?.extensions['correlationId']).toEqual(expect.any(String));
  });

  it('waits for a service that hangs no longer than its deadline', async () => {
    world.services.on(readAssessments, () => new Promise<never>(() => undefined));
    const answer = await world.ask({ query: memberQuery, variables: { ref: 'card:1' } });
    expect([answer.data.member.churn, ...codesOf(answer)]).toEqual([null, 'unavailable']);
  });

  it('a forged cursor is refused alone, beside others that ask at the same time', async () => {
    world.services.on(listBenefits, ({ members }) => {
      if (members.some(({ after }) => after === 'forged'))
        throw new Refusal('invalid_value', 'The cursor is not one of this list.');
      return { pages: members.map(() => ({ items: [], hasNextPage: false, totalCount: 0 })) };
    });
    const query = (after: string) => `{ member(ref: "card:1") { benefits(${after}) { totalCount } } }`;
    const [forged, ...others] = await Promise.all([
      world.ask({ query: query('after: "forged"') }),
      world.ask({ query: query('first: 1') }),
      world.ask({ query: query('first: 2') }),
    ]);
    expect(codesOf(forged)).toEqual(['invalid_value']);
    expect(others.flatMap(codesOf)).toEqual([]);
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
    expect(codesOf(await world.ask({ query }))).toEqual([code]);
  });

  it('lets a member look thirty days ahead and an operator further', async () => {
    const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
    const query = 'query ($at: DateTime!) { member(ref: "card:1") { benefits(context: { at: $at }) { totalCount } } }';
    const code = async (at: string, credential: string) =>
      codesOf(await world.ask({ query, variables: { at } }, credential));
    expect(await code(days(29.9), world.token)).toEqual([]);
    expect(await code(days(30.1), world.token)).toEqual(['invalid_value']);
    expect(await code(days(300), key('app'))).toEqual([]);
  });
});
