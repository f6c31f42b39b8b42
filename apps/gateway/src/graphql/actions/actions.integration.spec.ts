import { Refusal } from '#contracts/errors/refusals';
import { recordActivity, resolveMembers } from '#contracts/internal/members';
import { claimPurchase, readPurchasesById } from '#contracts/internal/points';
import { postSpending } from '#contracts/internal/spending';
import { problemOf } from '#platform/http/problem';
import { fakeMemberId } from '#testing/fake-member-reads';
import { codesOf, type GraphqlWorld, otherId, startGraphql } from '../../../../../test/worlds/graphql-world.js';

let world: GraphqlWorld;

beforeAll(async () => {
  world = await startGraphql();
});

afterAll(() => world.stop());

beforeEach(() => world.reset());

describe('actions', () => {
  const claim = `mutation ($input: ClaimPurchaseInput!) { claimPurchase(input: $input) { __typename
    ... on ClaimPurchaseSuccess { replayed member { id points { available } } purchase { id } }
    ... on Refusal { code message retryable } ... on InsufficientPoints { available missing } } }`;
  const input = { idempotencyKey: 'k-1', transactionId: 'T-1', claimCode: 'ABC' };
  const purchaseId = otherId;

  beforeEach(() => {
    world.services.on(resolveMembers, () => ({
      results: [{ ok: true as const, value: { memberId: fakeMemberId, status: 'active' as const } }],
    }));
    world.services.on(readPurchasesById, ({ ids }) => ({ purchases: ids.map((id) => ({ id, items: [] }) as never) }));
    world.services.on(claimPurchase, () => ({ replayed: true, status: 200, body: { purchaseId } as never }));
  });

  it('claims a purchase and shows the member as it is then', async () => {
    const { data } = await world.ask({ query: claim, variables: { input } }, world.token);
    const member = { id: fakeMemberId, points: { available: 259 } };
    expect(data.claimPurchase).toEqual({
      ...{ __typename: 'ClaimPurchaseSuccess', replayed: true, member, purchase: { id: purchaseId } },
    });
    const [call] = world.services.callsOf(claimPurchase);
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
    world.services.on(claimPurchase, () => {
      throw new Refusal(code, 'No.', { data });
    });
    const answer = await world.ask({ query: claim, variables: { input } }, world.token);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.claimPurchase).toMatchObject(result);
  });

  it('answers a stored refusal again', async () => {
    const problem = { code: 'already_claimed', status: 409, detail: 'No.', type: '', title: '' };
    world.services.on(claimPurchase, () => ({ replayed: true, status: 409, body: problem as never }));
    const { data } = await world.ask({ query: claim, variables: { input } }, world.token);
    expect(data.claimPurchase).toMatchObject({ __typename: 'OtherRefusal', code: 'already_claimed', message: 'No.' });
  });

  it('is for members, with a key that is one', async () => {
    expect(codesOf(await world.ask({ query: claim, variables: { input } }))).toEqual(['forbidden']);
    const noKey = { ...input, idempotencyKey: '' };
    expect(codesOf(await world.ask({ query: claim, variables: { input: noKey } }, world.token))).toEqual([
      'invalid_value',
    ]);
  });

  it('checks in under one event id a member and key', async () => {
    world.services.on(recordActivity, ({ eventId }) => ({
      ...{ replayed: false, status: 201, body: { id: otherId, eventId, memberId: fakeMemberId, duplicate: false } },
    }));
    const query = `mutation { checkIn(input: { idempotencyKey: "k", storeId: "S01" }) {
      ... on CheckInSuccess { replayed member { status } } } }`;
    for (let round = 0; round < 2; round += 1)
      expect((await world.ask({ query }, world.token)).data.checkIn).toEqual({
        replayed: false,
        member: { status: 'ACTIVE' },
      });
    const [first, second] = world.services.callsOf(recordActivity).map(({ body }) => body);
    expect(first).toMatchObject({ type: 'check_in', member: fakeMemberId, data: { storeId: 'S01' } });
    expect(first?.eventId).toBe(second?.eventId);
    expect(first?.eventId.length).toBeLessThanOrEqual(64);
  });

  it('transferPoints gives to another member, and says what is missing', async () => {
    const query = `mutation { transferPoints(input: { idempotencyKey: "k", to: "card:2", points: 5 }) { __typename
      ... on TransferPointsSuccess { replayed pointsTransferred member { status } }
      ... on InsufficientPoints { available missing } } }`;
    world.services.on(resolveMembers, ({ references }) => ({
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
    world.services.on(postSpending, () => ({
      results: [{ ok: true as const, value: { replayed: true, status: 201, body } }],
    }));
    expect((await world.ask({ query }, world.token)).data.transferPoints).toEqual({
      __typename: 'TransferPointsSuccess',
      replayed: true,
      pointsTransferred: 5,
      member: { status: 'ACTIVE' },
    });
    expect(world.services.callsOf(postSpending)[0]?.body.postings[0]).toMatchObject({
      command: { kind: 'transfer', from: { value: { memberId: fakeMemberId } }, body: { points: 5 } },
      idempotency: { key: 'k', route: 'graphql transferPoints', required: true },
    });
    const problem = problemOf(new Refusal('insufficient_points', 'Short.', { data: { available: 1, missing: 4 } }));
    world.services.on(postSpending, () => ({
      results: [{ ok: true as const, value: { replayed: false, status: 409, body: problem as never } }],
    }));
    expect((await world.ask({ query }, world.token)).data.transferPoints).toEqual({
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
    expect((await world.ask({ query }, world.token)).data[action]).toEqual({ code: 'not_enabled', retryable: false });
  });
});
