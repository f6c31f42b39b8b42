import { randomUUID } from 'node:crypto';
import type { SpendingCommand } from '#contracts/internal/spending';
import type { HoldAnswer, HoldResolvedAnswer } from '#contracts/public/points';
import {
  bodyOf,
  codeOf,
  hold,
  redeem,
  spendingActor,
  type SpendingResult,
  SpendingWorld,
} from '../../../test/worlds/spending-world.js';

describe('holds', () => {
  let world: SpendingWorld;

  beforeAll(async () => {
    world = await SpendingWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => world.startAgain());

  it('captures a part of a hold once, and returns the rest', async () => {
    const memberId = await world.rich(100);
    const { holdId, balance } = bodyOf<HoldAnswer>((await world.post(hold(memberId, 80)))[0]);
    expect(balance).toEqual({ available: 20, pending: 0, held: 80, debt: 0 });
    const capture: SpendingCommand = { kind: 'capture', holdId, body: { points: 50 } };
    const release: SpendingCommand = { kind: 'release', holdId };
    const results = await world.post({ kind: 'capture', holdId, body: { points: 81 } }, capture, capture, release);
    expect(results.map(codeOf)).toEqual(['insufficient_points', '200', 'already_captured', 'already_captured']);
    expect(bodyOf<HoldResolvedAnswer>(results[1])).toMatchObject({
      captured: 50,
      returned: 30,
      valueMinor: 50,
      balance: { available: 50, held: 0 },
    });
    const view = await world.points.holds.one(
      { programId: world.programId, actor: spendingActor, correlationId: 'test', locale: 'en' },
      holdId,
    );
    expect(view).toMatchObject({ status: 'captured', captured: 50, returned: 30 });
    expect((await world.eventsOf(memberId)).at(-1)).toMatchObject({
      type: 'points.hold-resolved.v1',
      holdId,
      outcome: 'captured',
      captured: 50,
      returned: 30,
    });
    expect(await world.broken()).toEqual([]);
  });

  it('releases a hold once, and lets one that nobody resolves time out', async () => {
    const memberId = await world.rich(100);
    const first = bodyOf<HoldAnswer>((await world.post(hold(memberId, 60)))[0]).holdId;
    const release: SpendingCommand = { kind: 'release', holdId: first };
    const capture: SpendingCommand = { kind: 'capture', holdId: first, body: {} };
    const results = await world.post(release, release, capture, { kind: 'release', holdId: randomUUID() });
    expect(results.map(codeOf)).toEqual(['200', 'already_released', 'already_released', 'not_found']);

    const second = bodyOf<HoldAnswer>((await world.post(hold(memberId, 60, 60)))[0]).holdId;
    world.clock.advance(60_000);
    expect(codeOf((await world.post({ kind: 'capture', holdId: second, body: {} }))[0])).toBe('already_released');
    expect(codeOf((await world.post(redeem(memberId, 100)))[0])).toBe('201');
    expect((await world.eventsOf(memberId)).map(({ type, outcome }) => outcome ?? type)).toEqual([
      'points.points-adjusted.v1',
      'released',
      'expired',
      'points.points-redeemed.v1',
    ]);
    expect(await world.broken()).toEqual([]);
  });

  it('pushes the end of sliding points on with a redemption and with a capture, not with a hold', async () => {
    const sliding = { type: 'sliding', months: 1, activities: ['redeem'] } as const;
    await world.write({ lots: { expiry: sliding } });
    world.clock.advance(2_000);
    const memberId = await world.rich(100);
    const ends = async () => {
      const sql = 'SELECT DISTINCT expires_at AS at FROM lots WHERE program_id = $1 AND member_id = $2';
      const rows = await world.database.query<{ at: Date }>(sql, [world.programId, memberId]);
      return rows.map(({ at }) => at.toISOString().slice(0, 10));
    };
    const on = async (day: string, command: SpendingCommand): Promise<SpendingResult | undefined> => {
      world.clock.set(`${day}T04:00:00Z`);
      const [result] = await world.post(command);
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
    expect(await world.broken()).toEqual([]);
  });
});
