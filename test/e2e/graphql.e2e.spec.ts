import { readFile } from 'node:fs/promises';
import type { Credentials } from '../../scripts/launcher/credentials.js';
import { eventually } from './support/eventually.js';

const waitMsMax = 10_000;
const memberQuery = `query ($ref: String!) { member(ref: $ref) {
  id tier { label progress { value } } points { available }
  benefits(first: 20) { edges { node { code grantId } } } churn { unavailable summary { firstAt } } } }`;

let credentials: Credentials;

beforeAll(async () => {
  credentials = JSON.parse(await readFile(process.env['KEEPSAKE_TEST_CREDENTIALS'] ?? '', 'utf8'));
});

async function post(url: string, credential: string, body: object) {
  const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const rest = (path: string, body: object) => post(`${credentials.baseUrl}${path}`, credentials.keys.pos, body);
const query = (credential: string, text: string, variables: object = {}) =>
  post(credentials.graphqlUrl, credential, { query: text, variables });

async function enroll(): Promise<string> {
  const { status, body } = await rest('/v1/members', { externalId: `gql-${crypto.randomUUID()}`, channel: 'pos' });
  expect(status).toBe(201);
  return body.id;
}

/** As a till does: the same body again while the platform says that it cannot answer right now. */
async function postPurchase(member: string): Promise<void> {
  const purchase = {
    transactionId: `gql-${crypto.randomUUID()}`,
    storeId: 'S01',
    member,
    occurredAt: new Date().toISOString(),
    channel: 'pos',
    currency: 'CNY',
    totalMinor: 25_900,
    items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 25_900 }],
  };
  const startedAt = performance.now();
  let status;
  do ({ status } = await rest('/v1/purchases', purchase));
  while (status === 503 && performance.now() - startedAt < waitMsMax);
  expect([200, 201]).toContain(status);
}

it('shows points, tier, benefit and the purchase in churn soon after the purchase', async () => {
  const ref = await enroll();
  await postPurchase(ref);
  const postedAt = performance.now();
  let member;
  do member = (await query(credentials.keys.pos, memberQuery, { ref })).body.data.member;
  while (!isComplete(member) && performance.now() - postedAt < waitMsMax);
  expect(member).toMatchObject({ id: ref, points: { available: 259 }, churn: { unavailable: 'model_not_trained' } });
  expect(isComplete(member)).toBe(true);
});

function isComplete({ points, tier, benefits, churn }: Awaited<ReturnType<typeof query>>['body']['data']): boolean {
  const granted = benefits?.edges.some(({ node }: { node: { grantId: string | null } }) => node.grantId !== null);
  return points?.available > 0 && tier?.progress.value > 0 && granted && churn?.summary?.firstAt !== null;
}

function benefitOf({ benefits }: Pick<Awaited<ReturnType<typeof query>>['body'], 'benefits'>, code: string) {
  return benefits.edges.find(({ node }: { node: { code: string } }) => node.code === code).node;
}

it('lets a member see itself and nobody else', async () => {
  const { memberToken, memberId } = credentials;
  const own = await query(memberToken, '{ me { id points { available } churn { id } } }');
  expect(own.body.data.me).toMatchObject({ id: memberId, churn: null });
  expect(own.body.errors).toMatchObject([{ extensions: { code: 'forbidden' } }]);
  const other = await query(memberToken, memberQuery, { ref: await enroll() });
  expect([other.body.data.member, other.body.errors[0].extensions.code]).toEqual([null, 'forbidden']);
});

it('leads from a list to its items by their ids', async () => {
  const { keys } = credentials;
  const memberId = await enroll();
  await postPurchase(memberId);
  const lists = `query ($ref: String!) { member(ref: $ref) {
    points { id lots(first: 1) { edges { node { id } } } entries(first: 1) { edges { node { id } } } }
    tier { id } benefits(first: 20) { edges { node { id code grantId } } } } }`;
  const { points, tier, benefits } = await eventually(async () => {
    const { member } = (await query(keys.admin, lists, { ref: memberId })).body.data;
    expect(benefitOf(member, 'come-back').grantId).not.toBeNull();
    return member;
  });
  const ids = [...points.lots.edges, ...points.entries.edges].map(({ node }) => node.id);
  // One that is held, and one that this member is far from holding.
  const nodes = [...ids, benefitOf({ benefits }, 'come-back').id, benefitOf({ benefits }, 'queue-skip').id];
  expect(nodes).toHaveLength(4);
  for (const id of [memberId, points.id, tier.id, `churn-${memberId}`, ...nodes]) {
    const { body } = await query(keys.admin, 'query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(body).toEqual({ data: { node: { id } } });
  }
});

it('401 for a stranger, with the code in the errors', async () => {
  const { status, body } = await query('ks_nobody.secret', '{ program { id } }');
  expect([status, body.errors[0].extensions.code]).toEqual([401, 'unauthenticated']);
});
