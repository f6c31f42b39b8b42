import { randomUUID } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import { Database } from '#platform/database/database';
import { runAsCaller } from '#platform/http/identity';
import { createTestService, type TestService } from '#testing/test-service';
import { ActivitiesController } from './api/activities.controller.js';
import { MembersController } from './api/members.controller.js';
import { ProgramsController } from './api/programs.controller.js';
import { SessionsController } from './api/sessions.controller.js';
import { membersDatabase } from './database/members.database.js';
import { MembersEnv } from './members.env.js';
import { MembersModule } from './members.module.js';

const start = '2026-11-21T02:15:00.000Z';
const dayMs = 24 * 60 * 60 * 1000;
const unknownId = '0195f5a0-0000-7000-8000-000000000000';

describe('what members do', () => {
  let service: TestService;
  let members: MembersController;
  let caller: Caller;

  beforeAll(async () => {
    service = await createTestService({
      database: membersDatabase,
      EnvClass: MembersEnv,
      env: { KEEPSAKE_PII_KEY: 'p'.repeat(32), KEEPSAKE_INDEX_KEY: 'x'.repeat(32) },
      module: (env) => MembersModule.forRoot(env),
    });
    members = service.app.get(MembersController);
    const program = { code: 'demo', name: 'Demo', currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { id: programId } = await service.app.get(ProgramsController).create(program);
    const actor = { type: 'client', id: 'key-1', scope: 'pos' } as const;
    caller = { programId, actor, correlationId: 'c', locale: 'en' };
  });
  beforeEach(() => service.clock.set(start));
  afterAll(() => service.close());

  const as = <T>(who: Caller, work: () => Promise<T>): Promise<T> => runAsCaller(who, work);
  const enroll = () => as(caller, () => members.enroll({ memberId: randomUUID(), channel: 'pos' }));
  const resolve = async (reference: string, rest: { at?: string; transactionId?: string } = {}) => {
    const { results } = await as(caller, () => members.resolve({ references: [{ reference, ...rest }] }));
    const [result] = results;
    return result?.ok ? result.value.memberId : result?.error.code;
  };
  const eventsOf = (memberId: string) =>
    service.app
      .get(Database)
      .query<{ type: string; data: object }>(
        'SELECT type, data::jsonb AS data FROM outbox WHERE member_id = $1 ORDER BY position',
        [memberId],
      );

  describe('till codes', () => {
    const issue = async (memberId: string) => {
      const { codes } = await as(caller, () => members.issue({ memberIds: [memberId] }));
      return codes[0]!;
    };

    it('shows digits that mean the member, for a minute around', async () => {
      const { body } = await enroll();
      const code = await issue(body.id);
      expect(code).toMatchObject({ text: expect.stringMatching(/^\d{20}$/), qrPayload: `code:${code.text}` });
      expect(code).toMatchObject({ refreshAt: '2026-11-21T02:15:30.000Z', expiresAt: '2026-11-21T02:16:30.000Z' });
      expect(await resolve(code.qrPayload)).toBe(body.id);
      const at = (seconds: number) =>
        resolve(code.qrPayload, { at: new Date(Date.parse(start) + seconds * 1000).toISOString() });
      expect(await at(-60)).toBe(body.id);
      expect(await at(-61)).toBe('member_not_found');
      expect(await at(89)).toBe(body.id);
      expect(await at(91)).toBe('member_not_found');
      service.clock.advance(30_000);
      expect((await issue(body.id)).text).not.toContain(code.text.slice(0, 10));
    });

    it('belongs to its first transaction, whoever comes at the same time', async () => {
      const { body } = await enroll();
      const { qrPayload } = await issue(body.id);
      const results = await Promise.all(
        ['t1', 't2', 't3'].map((transactionId) => resolve(qrPayload, { transactionId })),
      );
      expect(results.filter((each) => each === body.id)).toHaveLength(1);
      expect(results.filter((each) => each === 'code_already_used')).toHaveLength(2);
      const winner = `t${results.indexOf(body.id) + 1}`;
      expect(await resolve(qrPayload, { transactionId: winner })).toBe(body.id);
      service.clock.advance(365 * dayMs);
      expect(await resolve(qrPayload, { transactionId: 'late', at: start })).toBe('code_already_used');
    });

    it('cannot be made up', async () => {
      const { body } = await enroll();
      const { text } = await issue(body.id);
      const wrong = `${text.slice(0, 19)}${String((Number(text[19]) + 1) % 10)}`;
      expect(await resolve(`code:${wrong}`)).toBe('member_not_found');
    });
  });

  describe('activities', () => {
    const record = (rest: object) =>
      as(caller, () =>
        service.app.get(ActivitiesController).record({
          activityId: randomUUID(),
          eventId: randomUUID(),
          type: 'check_in',
          member: unknownId,
          occurredAt: start,
          data: { place: 'park' },
          ...rest,
        }),
      );

    it('records an event once, also by another reference to the same member, and passes it on', async () => {
      const { body } = await enroll();
      const fact = { eventId: randomUUID(), member: body.id };
      const first = await record(fact);
      expect(first).toMatchObject({ status: 201, body: { memberId: body.id, duplicate: false } });
      const sameInstant = { ...fact, occurredAt: '2026-11-21T10:15:00+08:00' };
      for (const repeated of [fact, sameInstant, { ...fact, member: `card:${body.card!}` }]) {
        expect(await record(repeated)).toMatchObject({ status: 200, body: { id: first.body.id, duplicate: true } });
      }
      for (const other of [
        { ...fact, data: {} },
        { ...fact, member: 'card:nobody' },
        { ...fact, type: 'visit' },
      ]) {
        await expect(record(other)).rejects.toMatchObject({ code: 'transaction_conflict' });
      }
      const events = await eventsOf(body.id);
      expect(events.slice(1)).toMatchObject([
        {
          type: 'members.activity-recorded.v1',
          data: { eventId: fact.eventId, activity: 'check_in', facts: { place: 'park' } },
        },
      ]);
    });

    it('judges each of a group on its own, whatever the others are, and tells them in their order', async () => {
      const { body } = await enroll();
      const known = { eventId: randomUUID(), member: body.id };
      await record(known);
      const posting = (rest: object) => ({
        activityId: randomUUID(),
        eventId: randomUUID(),
        type: 'check_in',
        member: body.id,
        occurredAt: start,
        data: { place: 'park' },
        correlationId: 'group',
        ...rest,
      });
      const [first, second] = [posting({ data: { nth: 1 } }), posting({ data: { nth: 2 } })];
      const { results } = await as(caller, () =>
        service.app.get(ActivitiesController).recordGroup({
          activities: [
            posting({ ...first, member: 'card:nobody' }),
            first,
            posting(known),
            posting({ type: 'Check In' }),
            second,
            { ...first, activityId: randomUUID() },
            { ...first, data: { nth: 3 } },
          ],
        }),
      );
      expect(results.map((result) => (result.ok ? result.value.duplicate : result.error.code))).toEqual([
        'member_not_found',
        false,
        true,
        'invalid_value',
        false,
        true,
        'transaction_conflict',
      ]);
      const events = await eventsOf(body.id);
      expect(events.slice(2).map(({ data }) => data)).toMatchObject([{ facts: { nth: 1 } }, { facts: { nth: 2 } }]);
    });

    it('records one of many at the same time', async () => {
      const { body } = await enroll();
      const fact = { eventId: randomUUID(), member: body.id };
      const answers = await Promise.all(Array.from({ length: 8 }, () => record(fact)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(await eventsOf(body.id)).toHaveLength(2);
    });

    it.each([
      ['nobody', {}, 'member_not_found'],
      ['a bad type', { type: 'Check In' }, 'invalid_value'],
      ['a nested fact', { data: { a: {} } }, 'invalid_value'],
      [
        'too many facts',
        { data: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`f${at}`, 1])) },
        'invalid_value',
      ],
      ['the future', { occurredAt: '2026-11-21T02:20:01Z' }, 'occurred_at_out_of_range'],
      ['no reference', { member: 'who' }, 'invalid_reference'],
    ])('refuses %s', async (_, rest, code) => {
      await expect(record(rest)).rejects.toMatchObject({ code });
    });
  });

  describe('sessions', () => {
    it('rotates, and ends the whole family when an old token comes again', async () => {
      const sessions = service.app.get(SessionsController);
      const { body } = await enroll();
      const opened = await as(caller, () => sessions.open({ memberId: body.id, ttlSeconds: 900 }));
      const next = await sessions.rotate({ refreshToken: opened.refreshToken });
      expect(next).toMatchObject({ memberId: body.id, programId: caller.programId, ttlSeconds: 900 });
      await expect(sessions.rotate({ refreshToken: opened.refreshToken })).rejects.toMatchObject({
        code: 'token_reused',
      });
      await expect(sessions.rotate({ refreshToken: next.refreshToken })).rejects.toMatchObject({
        code: 'token_reused',
      });
      await expect(sessions.rotate({ refreshToken: 'kr_no' })).rejects.toMatchObject({ code: 'token_invalid' });
      const other = await as(caller, () => sessions.open({ memberId: body.id, ttlSeconds: 900 }));
      const raced = await Promise.allSettled([1, 2].map(() => sessions.rotate({ refreshToken: other.refreshToken })));
      expect(raced.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('expires, and is not opened for nobody', async () => {
      const sessions = service.app.get(SessionsController);
      const { body } = await enroll();
      const { refreshToken } = await as(caller, () => sessions.open({ memberId: body.id, ttlSeconds: 1 }));
      service.clock.advance(30 * dayMs);
      await expect(sessions.rotate({ refreshToken })).rejects.toMatchObject({ code: 'token_expired' });
      await expect(as(caller, () => sessions.open({ memberId: unknownId, ttlSeconds: 1 }))).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });
});
