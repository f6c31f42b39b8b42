import { randomUUID } from 'node:crypto';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import type { MemberStatus, ResolvedMember } from '#contracts/internal/members';
import type { SpendingCommand, SpendingPosting } from '#contracts/internal/spending';
import type { AdjustmentAnswer, HoldAnswer, HoldResolvedAnswer, SpendingAnswer } from '#contracts/public/points';
import { FixedClock } from '#testing/fixed-clock';
import { type TestDatabase } from '#testing/test-database';
import type { PointsSettingsDocument } from './domain/points-settings.js';
import { createPointsWorld, type PointsWorld, wirePoints } from '../../../test/worlds/points-world.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
type Result = ItemResult<Replayable<SpendingAnswer>>;

describe('spending', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let test: TestDatabase;
  let groups: PointsWorld['spending'];
  let otherProcess: PointsWorld['spending'];
  let settings: PointsWorld['settings'];
  let holds: PointsWorld['holds'];
  let programId: string;
  let keyCount = 0;

  beforeAll(async () => {
    world = await createPointsWorld(clock);
    ({ test, spending: groups, settings, holds } = world);
    otherProcess = wirePoints(test, clock).spending;
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock.set('2026-11-21T02:15:00Z');
    programId = randomUUID();
    await settings.rememberPrograms([{ programId, currency: 'CNY', timeZone: 'Asia/Shanghai' }]);
  });

  const member = (memberId: string, status: MemberStatus = 'active'): ItemResult<ResolvedMember> => ({
    ok: true,
    value: { memberId, status },
  });
  const posting = (command: SpendingCommand, key = `k${String((keyCount += 1))}`, hash = 'h'): SpendingPosting => ({
    command,
    idempotency: { key, route: `POST ${command.kind}`, requestHash: hash, required: true },
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const redeem = (memberId: string, points: number, status?: MemberStatus): SpendingCommand => ({
    kind: 'redeem',
    id: randomUUID(),
    member: member(memberId, status),
    body: { member: 'card:1', points, storeId: 'S01', metadata: { counter: '3' } },
  });
  const hold = (memberId: string, points: number, ttlSeconds = 600): SpendingCommand => ({
    kind: 'hold',
    id: randomUUID(),
    member: member(memberId),
    body: { member: 'card:1', points, ttlSeconds },
  });
  const transfer = (from: string, to: string, points: number): SpendingCommand => ({
    kind: 'transfer',
    id: randomUUID(),
    from: member(from),
    to: member(to),
    body: { from: 'card:1', to: 'card:2', points },
  });
  const adjust = (memberId: string, points: number): Extract<SpendingCommand, { kind: 'adjust' }> => ({
    kind: 'adjust',
    id: randomUUID(),
    member: member(memberId),
    body: { member: 'card:1', points, reasonCode: 'goodwill', note: 'The scale was broken.' },
  });
  const write = async (document: PointsSettingsDocument): Promise<void> => {
    const written = { version: 1, document, contentHash: 'x', recordedAt: clock.now() };
    await settings.insert(programId, written, { type: 'client', id: 'operator' });
  };

  const post = async (...commands: SpendingCommand[]): Promise<readonly Result[]> =>
    groups.post(
      programId,
      commands.map((command) => posting(command)),
    );
  const codeOf = (result: Result | undefined): string => {
    if (!result?.ok) return result?.error.code ?? 'no result';
    return result.value.status < 400
      ? String(result.value.status)
      : (result.value.body as unknown as { code: string }).code;
  };
  const bodyOf = <Answer>(result: Result | undefined): Answer => {
    if (!result?.ok || result.value.status >= 400) throw new Error(`Refused: ${codeOf(result)}`);
    return result.value.body as Answer;
  };
  const rich = async (points: number): Promise<string> => {
    const memberId = randomUUID();
    bodyOf((await post(adjust(memberId, points)))[0]);
    return memberId;
  };
  const walletOf = async (memberId: string) => {
    const [wallet] = await test.database.query<{ available: number; held: number }>(
      'SELECT available, held FROM wallets WHERE program_id = $1 AND member_id = $2',
      [programId, memberId],
    );
    return wallet;
  };
  const eventsOf = async (memberId: string) =>
    (
      await test.database.query<{ type: string; data: string }>(
        'SELECT type, data::text FROM outbox WHERE program_id = $1 AND member_id = $2 ORDER BY member_seq',
        [programId, memberId],
      )
    ).map(({ type, data }) => ({ type, ...(JSON.parse(data) as { outcome?: string }) }));
  const expectLedgerToHold = async (): Promise<void> => {
    const wrong = await test.database.query(
      `SELECT w.member_id FROM wallets w
        WHERE w.program_id = $1
          AND (w.available, w.held, w.available + w.pending) IS DISTINCT FROM (
            (SELECT coalesce(sum(delta), 0)::bigint FROM ledger_entries e
              WHERE e.program_id = w.program_id AND e.member_id = w.member_id AND e.account = 'available'),
            (SELECT coalesce(sum(delta), 0)::bigint FROM ledger_entries e
              WHERE e.program_id = w.program_id AND e.member_id = w.member_id AND e.account = 'held'),
            (SELECT coalesce(sum(remaining), 0)::bigint FROM lots l
              WHERE l.program_id = w.program_id AND l.member_id = w.member_id))
        UNION ALL
       SELECT member_id FROM ledger_entries WHERE program_id = $1 GROUP BY member_id, seq HAVING sum(delta) <> 0
        UNION ALL
       SELECT $1 FROM ledger_entries WHERE program_id = $1 AND account = 'transferred' HAVING sum(delta) <> 0`,
      [programId],
    );
    expect(wrong).toEqual([]);
  };

  it('redeems with the worth of the points and the balance after it, and tells it', async () => {
    const memberId = await rich(500);
    const command = redeem(memberId, 120);
    const [result] = await post(command);
    expect(bodyOf(result)).toEqual({
      redemptionId: (command as { id: string }).id,
      memberId,
      points: 120,
      valueMinor: 120,
      currency: 'CNY',
      balance: { available: 380, pending: 0, held: 0, debt: 0 },
    });
    expect(await eventsOf(memberId)).toMatchObject([
      { type: 'points.points-adjusted.v1', points: 500, reasonCode: 'goodwill' },
      { type: 'points.points-redeemed.v1', points: 120, purpose: 'redemption', valueMinor: 120 },
    ]);
    await expectLedgerToHold();
  });

  it('lets exactly 20 of 64 parallel redemptions of one member succeed, over two processes', async () => {
    const memberId = await rich(20);
    const results = (
      await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          (index % 2 === 0 ? groups : otherProcess).post(programId, [posting(redeem(memberId, 1))]),
        ),
      )
    ).flat();
    expect(results.filter((result) => codeOf(result) === '201')).toHaveLength(20);
    expect(results.filter((result) => codeOf(result) === 'insufficient_points')).toHaveLength(44);
    expect(await walletOf(memberId)).toMatchObject({ available: 0 });
    await expectLedgerToHold();
  });

  it('lets no deadlock of crossed transfers reach a caller', async () => {
    const [one, other] = [await rich(1_000), await rich(1_000)];
    const results = (
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          (index % 3 === 0 ? groups : otherProcess).post(programId, [
            posting(index % 2 === 0 ? transfer(one, other, 5) : transfer(other, one, 5)),
          ]),
        ),
      )
    ).flat();
    expect(results.map(codeOf)).toEqual(new Array(60).fill('201'));
    expect(await walletOf(one)).toMatchObject({ available: 1_000 });
    await expectLedgerToHold();
  });

  it('answers a repeated key with the first answer, in parallel too, and keeps refusals', async () => {
    const memberId = await rich(100);
    const once = posting(redeem(memberId, 60), 'the-key');
    const again = { ...posting(redeem(memberId, 60)), idempotency: once.idempotency };
    const other = { ...again, idempotency: { ...once.idempotency, requestHash: 'other' } };
    const results = await groups.post(programId, [once, again, other]);
    expect(results.map(codeOf)).toEqual(['201', '201', 'idempotency_key_reused']);
    expect(bodyOf(results[1])).toEqual(bodyOf(results[0]));

    const short = posting(redeem(memberId, 60), 'short');
    expect(codeOf((await groups.post(programId, [short]))[0])).toBe('insufficient_points');
    await post(adjust(memberId, 100));
    const [kept] = await groups.post(programId, [short]);
    expect(kept).toMatchObject({
      value: { replayed: true, status: 409, body: { code: 'insufficient_points', available: 40, missing: 20 } },
    });
    expect(await walletOf(memberId)).toMatchObject({ available: 140 });
  });

  it('captures a part of a hold once, and returns the rest', async () => {
    const memberId = await rich(100);
    const { holdId, balance } = bodyOf<HoldAnswer>((await post(hold(memberId, 80)))[0]);
    expect(balance).toEqual({ available: 20, pending: 0, held: 80, debt: 0 });
    const capture: SpendingCommand = { kind: 'capture', holdId, body: { points: 50 } };
    const release: SpendingCommand = { kind: 'release', holdId };
    const results = await post({ kind: 'capture', holdId, body: { points: 81 } }, capture, capture, release);
    expect(results.map(codeOf)).toEqual(['insufficient_points', '200', 'already_captured', 'already_captured']);
    expect(bodyOf<HoldResolvedAnswer>(results[1])).toMatchObject({
      captured: 50,
      returned: 30,
      valueMinor: 50,
      balance: { available: 50, held: 0 },
    });
    const view = await holds.one({ programId, actor, correlationId: 'test', locale: 'en' }, holdId);
    expect(view).toMatchObject({ status: 'captured', captured: 50, returned: 30 });
    expect((await eventsOf(memberId)).at(-1)).toMatchObject({
      type: 'points.hold-resolved.v1',
      holdId,
      outcome: 'captured',
      captured: 50,
      returned: 30,
    });
    await expectLedgerToHold();
  });

  it('releases a hold once, and lets one that nobody resolves time out', async () => {
    const memberId = await rich(100);
    const first = bodyOf<HoldAnswer>((await post(hold(memberId, 60)))[0]).holdId;
    const release: SpendingCommand = { kind: 'release', holdId: first };
    const capture: SpendingCommand = { kind: 'capture', holdId: first, body: {} };
    const results = await post(release, release, capture, { kind: 'release', holdId: randomUUID() });
    expect(results.map(codeOf)).toEqual(['200', 'already_released', 'already_released', 'not_found']);

    const second = bodyOf<HoldAnswer>((await post(hold(memberId, 60, 60)))[0]).holdId;
    clock.advance(60_000);
    expect(codeOf((await post({ kind: 'capture', holdId: second, body: {} }))[0])).toBe('already_released');
    expect(codeOf((await post(redeem(memberId, 100)))[0])).toBe('201');
    expect((await eventsOf(memberId)).map(({ type, outcome }) => outcome ?? type)).toEqual([
      'points.points-adjusted.v1',
      'released',
      'expired',
      'points.points-redeemed.v1',
    ]);
    await expectLedgerToHold();
  });

  it('pushes the end of sliding points on with a redemption and with a capture, not with a hold', async () => {
    const sliding = { type: 'sliding', months: 1, activities: ['redeem'] } as const;
    await write({ lots: { expiry: sliding } });
    clock.advance(2_000);
    const memberId = await rich(100);
    const ends = async () => {
      const sql = 'SELECT DISTINCT expires_at AS at FROM lots WHERE program_id = $1 AND member_id = $2';
      const rows = await test.database.query<{ at: Date }>(sql, [programId, memberId]);
      return rows.map(({ at }) => at.toISOString().slice(0, 10));
    };
    const on = async (day: string, command: SpendingCommand): Promise<Result | undefined> => {
      clock.set(`${day}T04:00:00Z`);
      const [result] = await post(command);
      expect(bodyOf(result)).toBeDefined();
      return result;
    };
    // The last day is whole, in the programme's own zone.
    expect(await ends()).toEqual(['2026-12-21']);
    await on('2026-12-01', redeem(memberId, 10));
    expect(await ends()).toEqual(['2027-01-01']);
    const { holdId } = bodyOf<HoldAnswer>(await on('2026-12-10', hold(memberId, 10, 3_600)));
    expect(await ends()).toEqual(['2027-01-01']);
    await on('2026-12-10', { kind: 'capture', holdId, body: {} });
    expect(await ends()).toEqual(['2027-01-10']);
    await expectLedgerToHold();
  });

  it('keeps the dates of what is transferred, within the limits of a transfer and of a local day', async () => {
    await write({
      transfers: { perTransferPointsMax: 60, perDayPointsMax: 100 },
      lots: { expiry: { type: 'rolling', months: 12 } },
    });
    const [from, to] = [await rich(500), randomUUID()];
    const results = await post(
      transfer(from, to, 61),
      transfer(from, to, 60),
      transfer(from, to, 41),
      transfer(from, to, 40),
      transfer(from, from, 1),
      transfer(to, from, 101),
    );
    expect(results.map(codeOf)).toEqual([
      'limit_reached',
      '201',
      'limit_reached',
      '201',
      'not_eligible',
      'limit_reached',
    ]);
    expect(results[2]).toMatchObject({ value: { body: { limit: 100, resetsAt: '2026-11-21T16:00:00.000Z' } } });
    const dates = await test.database.query<{ expiresAt: Date }>(
      'SELECT DISTINCT expires_at AS "expiresAt" FROM lots WHERE program_id = $1',
      [programId],
    );
    expect(dates).toEqual([{ expiresAt: new Date('2027-11-21T16:00:00Z') }]);
    clock.set('2026-11-21T16:00:00Z');
    expect((await post(transfer(from, to, 60))).map(codeOf)).toEqual(['201']);
    await expectLedgerToHold();
  });

  it('gives back what expired, as a lot of its own and no more than there was', async () => {
    await write({ lots: { expiry: { type: 'rolling', months: 1 } } });
    const memberId = await rich(100);
    clock.set('2027-01-01T00:00:00Z');
    const [lot] = await test.database.query<{ lotId: string; seq: number }>(
      'SELECT lot_id AS "lotId", seq FROM lots WHERE program_id = $1',
      [programId],
    );
    const reinstate = (points: number, lotId = `${memberId}.points.${String(lot?.seq)}.${String(lot?.lotId)}`) => ({
      ...adjust(memberId, points),
      body: {
        member: 'card:1',
        points,
        reasonCode: 'goodwill',
        reinstate: { lotId, expiresAt: '2027-06-01T00:00:00Z' },
      },
    });
    const results = await post(
      reinstate(101),
      reinstate(80),
      reinstate(21),
      reinstate(1, `${memberId}.points.1.${randomUUID()}`),
      reinstate(1, `${randomUUID()}.points.1.${String(lot?.lotId)}`),
    );
    expect(results.map(codeOf)).toEqual([
      'insufficient_points',
      '201',
      'insufficient_points',
      'not_found',
      'not_found',
    ]);
    expect(bodyOf<AdjustmentAnswer>(results[1])).toMatchObject({ points: 80, balance: { available: 80 } });
    expect((await eventsOf(memberId)).map(({ type }) => type)).toEqual([
      'points.points-adjusted.v1',
      'points.points-expired.v1',
      'points.points-adjusted.v1',
    ]);
    await expectLedgerToHold();
  });

  it('refuses what settings and standing forbid, and what makes no sense', async () => {
    await write({ redemption: { minimumPoints: 50, stepPoints: 10 }, holds: { ttlSecondsMax: 900 } });
    const memberId = await rich(500);
    const results = await post(
      redeem(memberId, 49),
      redeem(memberId, 55),
      redeem(memberId, 60, 'suspended'),
      redeem(memberId, 60, 'earn_only'),
      hold(memberId, 60, 901),
      adjust(memberId, 0),
      adjust(memberId, -501),
      adjust(memberId, -500),
    );
    expect(results.map(codeOf)).toEqual([
      'not_eligible',
      'not_eligible',
      'member_suspended',
      'not_eligible',
      'limit_reached',
      'invalid_value',
      'insufficient_points',
      '201',
    ]);
    expect(await walletOf(memberId)).toMatchObject({ available: 0 });
  });
});
