import { readProgram } from '#contracts/internal/members';
import { type GraphqlWorld, key, startGraphql } from '../../../../../test/worlds/graphql-world.js';
import { requestBytesMax } from './limits.js';

let world: GraphqlWorld;

beforeAll(async () => {
  world = await startGraphql();
});

afterAll(() => world.stop());

beforeEach(() => world.reset());

describe('what a stranger gets', () => {
  it.each([
    ['none', undefined, 'unauthenticated'],
    ['an unknown key', 'Bearer ks_nobody.secret', 'unauthenticated'],
    ['a forged world.token', 'Bearer a.b.c', 'token_invalid'],
  ])('401 with the code in errors: %s', async (_case, authorization, code) => {
    const answer = await world
      .http()
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
    const sent = world
      .http()
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
      world
        .http()
        .post('/graphql')
        .set({ authorization: `Bearer ${key('pos')}`, 'content-type': 'application/json' })
        .send(body(bytes));
    await send(requestBytesMax).expect(200);
    const { body: answer } = await send(requestBytesMax + 1).expect(413);
    expect(answer.errors[0].extensions.code).toBe('too_large');
  });

  it('405 for another method, with the one there is', async () => {
    const { headers, body } = await world.http().get('/graphql?query={program{id}}').expect(405);
    expect([headers['allow'], body.errors[0].extensions.code]).toEqual(['POST', 'method_not_allowed']);
  });

  it('masks what nobody foresaw and logs it under the id that it tells', async () => {
    world.services.on(readProgram, () => ({ id: null, code: 5 }) as never);
    const { errors = [] } = await world.ask({ query: '{ program { id } }' });
    expect(errors).toMatchObject([{ extensions: { code: 'internal' } }]);
    expect(JSON.stringify(errors)).not.toContain('non-nullable');
    expect(world.lines.join()).toContain(errors[0]?.extensions['correlationId']);
  });

  it('serves the explorer outside production, without a credential', async () => {
    const { text } = await world.http().get('/graphiql').expect(200);
    expect(text).toContain('GraphiQL');
  });
});
