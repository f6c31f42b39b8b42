import pg from 'pg';
import { randomUUID } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import type { EnrollMember } from '#contracts/internal/members';
import { Database } from '#platform/database/database';
import { runAsCaller } from '#platform/http/identity';
import { schemaDrift } from '#testing/test-database';
import { createTestService, type TestService } from '#testing/test-service';
import { ActivitiesController } from './api/activities.controller.js';
import { MembersController } from './api/members.controller.js';
import { ProgramsController } from './api/programs.controller.js';
import { membersDatabase } from './database/members.database.js';
import { MembersEnv } from './members.env.js';
import { MembersModule } from './members.module.js';

const start = '2026-11-21T02:15:00.000Z';
const dayMs = 24 * 60 * 60 * 1000;
const unknownId = '0195f5a0-0000-7000-8000-000000000000';

describe('members', () => {
  let service: TestService;
  let members: MembersController;
  let programs: ProgramsController;
  let caller: Caller;

  beforeAll(async () => {
    service = await createTestService({
      database: membersDatabase,
      EnvClass: MembersEnv,
      env: { KEEPSAKE_PII_KEY: 'p'.repeat(32), KEEPSAKE_INDEX_KEY: 'x'.repeat(32) },
      module: (env) => MembersModule.forRoot(env),
    });
    members = service.app.get(MembersController);
    programs = service.app.get(ProgramsController);
    caller = await newProgram('demo');
  });
  beforeEach(() => service.clock.set(start));
  afterAll(() => service.close());

  async function newProgram(code: string): Promise<Caller> {
    const { id } = await programs.create({ code, name: code, currency: 'CNY', timeZone: 'Asia/Shanghai' });
    const actor = { type: 'client', id: 'key-1', scope: 'pos' } as const;
    return { programId: id, actor, correlationId: 'c', locale: 'en' };
  }
  const as = <T>(who: Caller, work: () => Promise<T>): Promise<T> => runAsCaller(who, work);
  const enroll = (content: Partial<EnrollMember> = {}, who = caller) =>
    as(who, () => members.enroll({ memberId: randomUUID(), channel: 'pos', ...content }));
  const update = (reference: string, changes: object, rest: object = {}) =>
    as(caller, () => members.update({ reference, changes, ...rest }));
  const resolve = async (reference: string, rest: { at?: string; transactionId?: string } = {}, who = caller) => {
    const { results } = await as(who, () => members.resolve({ references: [{ reference, ...rest }] }));
    const [result] = results;
    return result?.ok ? result.value.memberId : result?.error.code;
  };
  const read = async (reference: string) => {
    const { results } = await as(caller, () => members.read({ references: [reference] }));
    const [result] = results;
    if (!result?.ok) throw new Error(result?.error.code);
    return result.value;
  };
  const eventsOf = (memberId: string) =>
    service.app
      .get(Database)
      .query<{ type: string; data: object; occurredAt: Date }>(
        'SELECT type, data::jsonb AS data, occurred_at AS "occurredAt" FROM outbox WHERE member_id = $1 ORDER BY position',
        [memberId],
      );
  let count = 0;
  const unique = (): string => String(13_800_000_000 + (count += 1));

  it('has the tables that its rows describe', async () => {
    expect(await schemaDrift(membersDatabase, service.test.adminUrl)).toEqual([]);
  });

  it('creates a programme once by its code, and says so', async () => {
    const again = await programs.create({ code: 'demo', name: 'Other', currency: 'EUR', timeZone: 'Europe/Paris' });
    expect(again).toMatchObject({ id: caller.programId, existing: true, currency: 'CNY' });
    await expect(
      programs.create({ code: 'x', name: 'x', currency: 'XXX', timeZone: 'Mars/Base' }),
    ).rejects.toMatchObject({ code: 'invalid_value', errors: [{ pointer: '/currency' }, { pointer: '/timeZone' }] });
  });

  it('keeps what is known of a store when only a part is put', async () => {
    const geo = { lat: 31.2, lng: 121.5 };
    await as(caller, () => programs.put({ storeId: 'S01', name: 'Bund', geo, tags: ['mall'] }));
    await as(caller, () => programs.put({ storeId: 'S01', timeZone: 'Asia/Shanghai', name: null }));
    const { stores } = await as(caller, () => programs.stores({ storeIds: ['S01', 'S99'] }));
    expect(stores).toEqual([{ storeId: 'S01', name: null, timeZone: 'Asia/Shanghai', geo, tags: ['mall'] }]);
  });

  describe('enrolling', () => {
    it('finds the member by every identifier afterwards, however it is written', async () => {
      const phone = unique();
      const { status, body } = await enroll({
        externalId: ' crm-7 ',
        card: '6220007',
        phone: `+86 ${phone.slice(0, 3)}-${phone.slice(3)}`,
        email: ' Ann@Example.COM ',
        identifiers: [{ type: 'wechat_openid', source: 'wx1', value: 'oABC' }],
        name: '王小明',
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ card: '6220007', externalId: 'crm-7', status: 'active' });
      expect(body.profile).toMatchObject({ phone: `+86${phone}`, email: 'ann@example.com', displayName: '王**' });
      const references = [
        'card:6220007',
        `phone:+86${phone}`,
        `phone:0086${phone}`,
        'email:ANN@example.com',
        'external:crm-7',
      ];
      for (const reference of [...references, 'wechat_openid:wx1/oABC', body.id]) {
        expect([reference, await resolve(reference)]).toEqual([reference, body.id]);
      }
      const other = await newProgram('other');
      expect(await resolve('card:6220007', {}, other)).toBe('member_not_found');
      expect(await resolve(body.id, {}, other)).toBe('member_not_found');
    });

    it('stands on the first rung and issues a card with a valid check digit to who brings none', async () => {
      const { body } = await enroll({ enrolledAt: '2024-05-01T12:00:00+08:00' });
      expect(body.card).toMatch(/^9\d{15}$/);
      const digits = body.card!.split('').reverse().map(Number);
      const sum = digits.reduce(
        (total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
        0,
      );
      expect(sum % 10).toBe(0);
      expect(body.tier).toMatchObject({
        level: 'silver-1',
        label: 'Silver 1',
        layer: 'BASE',
        since: '2024-05-01T04:00:00.000Z',
        progress: { value: 0, from: 0, target: 500, missing: 500, next: 'silver-2', nextLabel: 'Silver 2' },
      });
      const events = await eventsOf(body.id);
      expect(events).toEqual([
        {
          type: 'members.member-enrolled.v1',
          data: { channel: 'pos', storeId: null },
          occurredAt: new Date('2024-05-01T04:00:00Z'),
        },
      ]);
    });

    it('lets exactly one of many win an identifier, whatever else they bring', async () => {
      const phone = `+86${unique()}`;
      const attempts = Array.from({ length: 12 }, (_, index) => enroll({ phone, email: `race${index}@example.com` }));
      const settled = await Promise.allSettled(attempts);
      const won = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value.body.id] : []));
      expect(won).toEqual([await resolve(`phone:${phone}`)]);
      for (const each of settled) {
        if (each.status === 'rejected')
          expect(each.reason).toMatchObject({ code: 'identifier_in_use', data: { memberId: won[0] } });
      }
      // What a loser brought is free again.
      const free = settled.findIndex((each) => each.status === 'rejected');
      expect((await enroll({ email: `race${free}@example.com` })).status).toBe(201);
    });

    it('returns the existing member to all others when they ask for it', async () => {
      const phone = `+86${unique()}`;
      const answers = await Promise.all(Array.from({ length: 12 }, () => enroll({ phone, ifExists: 'return' })));
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status, body }) => status === 200 && body.existing)).toHaveLength(11);
    });

    it('refuses to return one member where the identifiers are of two', async () => {
      const [one, two] = [`+86${unique()}`, `c${unique()}`];
      await enroll({ phone: one });
      await enroll({ card: two });
      await expect(enroll({ phone: one, card: two, ifExists: 'return' })).rejects.toMatchObject({
        code: 'identifier_in_use',
        data: {},
      });
    });

    it('enrolls once when the gateway repeats itself, also at the same time', async () => {
      const memberId = randomUUID();
      const phone = `+86${unique()}`;
      const answers = await Promise.all(Array.from({ length: 6 }, () => enroll({ memberId, phone })));
      answers.push(await enroll({ memberId, phone }));
      expect(answers.map(({ status, body }) => [status, body.id, body.existing])).toEqual(
        answers.map(() => [201, memberId, undefined]),
      );
      expect(await eventsOf(memberId)).toHaveLength(1);
      const bare = randomUUID();
      await Promise.all([enroll({ memberId: bare }), enroll({ memberId: bare })]);
      expect(await resolve(`card:${(await read(bare)).card!}`)).toBe(bare);
    });

    it('names every field that is wrong', async () => {
      await expect(
        enroll({
          phone: '13800000000',
          email: 'nobody',
          birthday: '2023-02-30',
          identifiers: [{ type: 'passport', value: '1' }],
          consents: [{ purpose: 'Marketing!', granted: true }],
        }),
      ).rejects.toMatchObject({
        code: 'invalid_value',
        errors: [
          { pointer: '/phone' },
          { pointer: '/email' },
          { pointer: '/identifiers/0' },
          { pointer: '/birthday' },
          { pointer: '/consents/0/purpose' },
        ],
      });
    });

    it.each([
      ['1969-12-31T23:59:59Z', false],
      ['1970-01-01T00:00:00Z', true],
      ['2026-11-21T02:20:00Z', true],
      ['2026-11-21T02:20:01Z', false],
    ])('takes an enrolment at %s: %s', async (enrolledAt, taken) => {
      const attempt = enroll({ enrolledAt });
      if (taken) expect((await attempt).body.enrolledAt).toBe(new Date(enrolledAt).toISOString());
      else await expect(attempt).rejects.toMatchObject({ code: 'occurred_at_out_of_range' });
    });

    it('gives the first answer again under its key, and keeps no word of it readable', async () => {
      const idempotency = { key: 'k1', route: 'POST /v1/members', requestHash: 'h', required: false };
      const first = await enroll({ name: 'Zebulon Quirk', idempotency });
      const again = await enroll({ name: 'Zebulon Quirk', idempotency });
      expect(again).toEqual({ ...first, replayed: true });
      expect(await dump(service.test.adminUrl)).not.toContain('Zebulon');
    });
  });

  it('keeps no name, phone, email, card or attribute readable in any table', async () => {
    const phone = unique();
    const secrets = [
      'Quetzalcoatl',
      'quetz@example.org',
      phone,
      'quince-jam',
      'oQUETZ',
      '1987-06-05',
      'crm-quetz',
      '777000777',
    ];
    const { body } = await enroll({
      name: secrets[0]!,
      email: secrets[1]!,
      phone: `+86${phone}`,
      attributes: { likes: secrets[3] },
      identifiers: [{ type: 'wechat', source: 'openid', value: secrets[4]! }],
      birthday: secrets[5]!,
      externalId: secrets[6]!,
      card: secrets[7]!,
    });
    await update(body.id, { name: `${secrets[0]!} II` });
    const data = { code: 'x' };
    await as(caller, () =>
      service.app.get(ActivitiesController).record({
        activityId: randomUUID(),
        eventId: 'e-secret',
        type: 'check_in',
        member: `phone:+86${phone}`,
        occurredAt: start,
        data,
      }),
    );
    const everything = await dump(service.test.adminUrl);
    expect(everything).toContain(body.id);
    for (const secret of secrets) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
      expect(everything).not.toContain(Buffer.from(secret).toString('base64').slice(0, 8));
    }
    expect((await read(body.id)).profile).toMatchObject({
      name: 'Quetzalcoatl II',
      attributes: { likes: 'quince-jam' },
    });
  });

  describe('changing', () => {
    it('leaves a lost card dead for ever, and frees a phone for its next owner', async () => {
      const [card, next, phone] = [`c${unique()}`, `c${unique()}`, `+86${unique()}`];
      const { body } = await enroll({ card, phone });
      await update(body.id, { card: next, phone: null });
      expect(await resolve(`card:${card}`)).toBe('member_not_found');
      expect(await resolve(`card:${next}`)).toBe(body.id);
      await expect(enroll({ card })).rejects.toMatchObject({ code: 'identifier_in_use', data: {} });
      await expect(enroll({ card, ifExists: 'return' })).rejects.toMatchObject({ code: 'identifier_in_use' });
      await expect(update(body.id, { card })).rejects.toMatchObject({ code: 'identifier_in_use' });
      const other = await enroll({ phone });
      expect(await resolve(`phone:${phone}`)).toBe(other.body.id);
      expect((await read(body.id)).profile.phone).toBeNull();
    });

    it('changes what is given and nothing else', async () => {
      const { body } = await enroll({
        name: 'Ann Lee',
        birthday: '1990-02-28',
        attributes: { pet: 'cat', size: 'M' },
        storeId: 'S1',
      });
      const { body: changed } = await update(body.id, { attributes: { size: null, shoe: 38 }, birthday: null });
      expect(changed.profile).toMatchObject({
        name: 'Ann Lee',
        displayName: 'A*** L***',
        birthday: null,
        attributes: { pet: 'cat', shoe: 38 },
      });
      expect(changed).toMatchObject({ storeId: 'S1', card: body.card });
      await expect(update(unknownId, {})).rejects.toMatchObject({ code: 'not_found' });
    });

    it('undoes everything when one identifier is taken', async () => {
      const phone = `+86${unique()}`;
      const owner = await enroll({ phone });
      const { body } = await enroll({ name: 'Before' });
      await expect(update(body.id, { phone, name: 'After', card: null })).rejects.toMatchObject({
        code: 'identifier_in_use',
        data: { memberId: owner.body.id },
      });
      expect(await read(body.id)).toEqual(body);
      expect(await resolve(`card:${body.card!}`)).toBe(body.id);
    });

    it('tells a change of status with its reason, once', async () => {
      const { body } = await enroll();
      await expect(update(body.id, {}, { status: 'suspended' })).rejects.toMatchObject({
        errors: [{ pointer: '/reasonCode' }],
      });
      await update(body.id, {}, { status: 'suspended', reasonCode: 'fraud' });
      await update(body.id, {}, { status: 'suspended', reasonCode: 'fraud' });
      const events = await eventsOf(body.id);
      expect(events.slice(1)).toMatchObject([
        { type: 'members.member-status-changed.v1', data: { from: 'active', to: 'suspended', reasonCode: 'fraud' } },
      ]);
      expect((await read(body.id)).status).toBe('suspended');
    });

    it('keeps every consent and shows the one that holds', async () => {
      const { body } = await enroll({ consents: [{ purpose: 'marketing', channel: 'sms', granted: true }] });
      service.clock.advance(dayMs);
      await update(body.id, { consents: [{ purpose: 'marketing', channel: 'sms', granted: false }] });
      await update(body.id, { consents: [{ purpose: 'marketing', channel: 'sms', granted: false }] });
      expect((await read(body.id)).consents).toEqual([
        { purpose: 'marketing', channel: 'sms', granted: false, at: '2026-11-22T02:15:00.000Z' },
      ]);
      const facts = await service.app.get(Database).query('SELECT 1 FROM consents WHERE member_id = $1', [body.id]);
      expect(facts).toHaveLength(3);
      const events = await eventsOf(body.id);
      expect(events.slice(1).map(({ data }) => data)).toEqual([
        { purpose: 'marketing', channel: 'sms', granted: true },
        { purpose: 'marketing', channel: 'sms', granted: false },
      ]);
      await expect(service.app.get(Database).query('DELETE FROM consents')).rejects.toMatchObject({ code: '42501' });
    });
  });

  it.each([['nonsense'], ['passport:1'], ['phone:138'], ['email:x'], ['card:'], ['code:12ab'], ['id:1'], [':']])(
    'refuses %j as a reference',
    async (reference) => {
      expect(await resolve(reference)).toBe('invalid_reference');
    },
  );

  it('judges each of many references alone, in their order', async () => {
    const { body } = await enroll();
    const references = [
      { reference: 'x' },
      { reference: body.id },
      { reference: `card:${body.card!}` },
      { reference: unknownId },
    ];
    const { results } = await as(caller, () => members.resolve({ references }));
    expect(results.map((each) => (each.ok ? each.value.status : each.error.code))).toEqual([
      'invalid_reference',
      'active',
      'active',
      'member_not_found',
    ]);
    const { results: views } = await as(caller, () =>
      members.read({ references: ['x', unknownId, `card:${body.card!}`, body.id] }),
    );
    expect(views.map((each) => (each.ok ? each.value.id : each.error.code))).toEqual([
      'invalid_reference',
      'not_found',
      body.id,
      body.id,
    ]);
  });

  it('lists by filter, page after page, and follows no forged cursor', async () => {
    const program = await newProgram('listed');
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      service.clock.advance(1_000);
      ids.push((await enroll({}, program)).body.id);
    }
    const list = (rest: object) => as(program, () => members.list({ first: 2, ...rest }));
    const first = await list({ level: 'silver-1' });
    const second = await list({ level: 'silver-1', after: first.items[1]?.cursor });
    const third = await list({ level: 'silver-1', after: second.items[1]?.cursor });
    const pages = [first, second, third];
    expect(pages.flatMap(({ items }) => items.map(({ node }) => node.id))).toEqual([...ids].reverse());
    expect(pages.map(({ hasNextPage, totalCount }) => [hasNextPage, totalCount])).toEqual([
      [true, 5],
      [true, 5],
      [false, 5],
    ]);
    expect((await list({ level: 'gold-1' })).totalCount).toBe(0);
    expect((await list({ enrolledSince: new Date(Date.parse(start) + 4_000).toISOString() })).totalCount).toBe(2);
    await expect(list({ after: first.items[1]?.cursor })).rejects.toMatchObject({
      code: 'invalid_value',
      errors: [{ pointer: 'after' }],
    });
  });
});

/** Every row of every table as a superuser reads it. */
async function dump(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'members'`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  await client.end();
  return texts.join('\n');
}
