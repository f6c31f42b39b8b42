import 'reflect-metadata';
import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bareSchema, publishedText } from '../schema/published-schema.js';
import { aliasesMax, costMax, depthMax, tokensMax } from './limits.js';
import { PreparedOperations } from './prepared-operations.js';
import { RequestRefusal } from './request-refusal.js';

const schema = await bareSchema();
const operations = new PreparedOperations(schema, { introspection: true });
const inProduction = new PreparedOperations(schema, { introspection: false });

it('publishes the schema that it serves; npm run schema writes it anew', () => {
  const path = fileURLToPath(new URL('../../../schema.graphql', import.meta.url));
  expect(publishedText(schema)).toBe(readFileSync(path, 'utf8'));
});

const memberQuery = `query ($benefits: Int = 6) {
  me { id status tier { label progress { missing nextLabel } } points { available pending expiring { points at } }
    benefits(first: $benefits) { edges { node { title status usableNow whyNot { code message } validUntil } } }
    churn { score level unavailable summary { repeatDays lastAt } reasons { text } } } }`;

/** What is told of a request, or nothing when it may run. */
function refusal(
  text: string,
  variables: object = {},
  operation?: string,
  prepared = operations,
): [string, string] | null {
  try {
    prepared.check(prepared.prepare(text, operation), variables as Record<string, unknown>);
    return null;
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error;
    const [mistake] = error.mistakes;
    return [mistake?.code ?? '', mistake?.message ?? ''];
  }
}

function costOf(text: string, variables: object = {}): number {
  return operations.prepare(text, undefined).cost(variables as Record<string, unknown>);
}

describe('what may run', () => {
  it('takes the member query, for one and for a page of two hundred', () => {
    expect(refusal(memberQuery)).toBeNull();
    const page = memberQuery.replace('me {', 'members(first: 200) { edges { node {').replace(/\}\s*$/, '} } }');
    expect(refusal(page)).toBeNull();
  });

  it('takes tokens up to the limit and none above', () => {
    // Fifteen around the list, and one for each of its items.
    const withTokens = (count: number) => `{ me { coupons(status: [${'VOID '.repeat(count - 15)}]) { totalCount } } }`;
    expect(refusal(withTokens(tokensMax))).toBeNull();
    expect(refusal(withTokens(tokensMax + 1))).toEqual([
      'invalid_value',
      expect.stringContaining(`${tokensMax} tokens`),
    ]);
  });

  it('takes aliases up to the limit and none above, also out of fragments', () => {
    const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: id`).join(' ');
    expect(refusal(`{ program { ${aliases(aliasesMax)} } }`)).toBeNull();
    expect(refusal(`{ program { ${aliases(aliasesMax + 1)} } }`)?.[1]).toContain(`at most ${aliasesMax}`);
    const spread = `{ a: program { ...F } b: program { ...F } } fragment F on Program { ${aliases(aliasesMax / 2)} }`;
    expect(refusal(spread)?.[1]).toContain(`${aliasesMax + 2} aliases`);
  });

  it('counts depth up to the limit and none above, but not of standard introspection', () => {
    const deep = (levels: number) => `{ ${'a { '.repeat(levels - 1)} b ${'} '.repeat(levels - 1)} }`;
    const tree = new PreparedOperations(buildSchema('type Query { a: Query b: Int }'), { introspection: true });
    expect(refusal(deep(depthMax), {}, undefined, tree)).toBeNull();
    expect(refusal(deep(depthMax + 1), {}, undefined, tree)?.[1]).toContain(`at most ${depthMax}`);
    const types = `{ __schema { types { fields { type { ${'ofType { '.repeat(9)} name ${'} '.repeat(9)} } } } } }`;
    expect(refusal(types)).toBeNull();
  });

  it('measures fragments of fragments without writing them out', () => {
    const doubling = Array.from(
      { length: 100 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const text = `{ ...F0 } ${doubling.join(' ')} fragment F100 on Query { program { id } }`;
    expect(refusal(text)?.[1]).toMatch(/costs \d/);
  });
});

describe('cost', () => {
  it.each([
    ['a field', '{ program { id } }', {}, 2],
    ['a list', '{ me { tags { code } } }', {}, 1 + 1 + 10],
    ['a connection by its default', '{ me { purchases { edges { node { id } } } } }', {}, 1 + 1 + 20 * 3],
    ['a connection by its first', '{ me { purchases(first: 3) { edges { node { id } } } } }', {}, 1 + 1 + 3 * 3],
    ['a variable by its value', 'query ($n: Int) { me { purchases(first: $n) { totalCount } } }', { n: 7 }, 1 + 1 + 7],
    ['a variable without a value', 'query ($n: Int) { me { purchases(first: $n) { totalCount } } }', {}, 1 + 1 + 200],
    ['lists in lists', '{ members(first: 2) { edges { node { tags { code } } } } }', {}, 1 + 2 * (1 + 1 + 1 + 10)],
    ['a call of its own', '{ me { points { balanceAt(at: "2026-01-01T00:00:00Z") } } }', {}, 2 + 200],
    ['a fragment where it is spread', '{ me { ...F } } fragment F on Member { id status }', {}, 3],
    ['a typed part', '{ node(id: "x") { ... on Member { id } } }', {}, 2],
    ['a negative count', '{ me { purchases(first: -5) { totalCount } } }', {}, 1 + 1 + 1],
  ])('counts %s', (_case, text, variables, cost) => {
    expect(costOf(text, variables)).toBe(cost);
  });

  it('takes what costs the limit and nothing above', () => {
    // 1 + 200 × (1 + n) with the n fields of a page of members.
    const fields = (count: number) =>
      `{ members(first: 200) { edges { ${'cursor '.repeat(count)} } } p: program { id } }`;
    expect(costOf(fields(498))).toBeLessThanOrEqual(costMax);
    expect(refusal(fields(498))).toBeNull();
    expect(refusal(fields(500))?.[1]).toBe(`The operation costs ${1 + 200 * 501 + 2}; at most ${costMax} are allowed.`);
  });
});

describe('what is refused', () => {
  it.each([
    ['malformed', '{ me { id }'],
    ['malformed', ''],
    ['unknown_field', '{ me { nothing } }'],
    ['unknown_field', '{ me { tier(nothing: 1) { id } } }'],
    ['unknown_field', '{ members(filter: { nothing: 1 }) { totalCount } }'],
    ['invalid_value', '{ me }'],
    ['invalid_value', '{ members(first: "x") { totalCount } }'],
    ['invalid_value', '{ ...F } fragment F on Query { ...F }'],
    ['invalid_value', 'query A { me { id } } query B { me { id } }'],
    ['invalid_value', 'subscription { me { id } }'],
    ['invalid_value', '{ member(ref: "a\\u0000") { id } }'],
  ])('%s: %s', (code, text) => {
    expect(refusal(text)?.[0]).toBe(code);
  });

  it.each([
    ['invalid_value', { at: 'tomorrow' }],
    ['invalid_value', { at: 5 }],
    ['invalid_value', {}],
    ['unknown_field', { at: '2026-01-01T00:00:00Z', here: { nothing: 1 } }],
  ])('%s: the variables %j', (code, variables) => {
    const text = `query ($at: DateTime!, $here: HereNow) { me { points { balanceAt(at: $at) } benefits(context: $here) { totalCount } } }`;
    expect(refusal(text, variables)?.[0]).toBe(code);
  });

  it('names of fields are not suggested in production, and the schema is not shown', () => {
    expect(refusal('{ me { statu } }')?.[1]).toContain('Did you mean');
    expect(refusal('{ me { statu } }', {}, undefined, inProduction)?.[1]).not.toContain('Did you mean');
    for (const text of [
      '{ __schema { types { name } } }',
      '{ ...F } fragment F on Query { __type(name: "Member") { name } }',
    ])
      expect(refusal(text, {}, undefined, inProduction)?.[1]).toContain('production');
    expect(refusal('{ __typename }', {}, undefined, inProduction)).toBeNull();
  });
});

it('runs the operation that is named, each alone', () => {
  const text = 'query A { me { ...F } } query B { program { id } } fragment F on Member { id }';
  expect(operations.prepare(text, 'B').source).not.toContain('query A');
  expect(operations.prepare(text, 'A').source).toContain('fragment F');
  expect(refusal(text, {}, 'C')?.[1]).toContain('operationName');
});
