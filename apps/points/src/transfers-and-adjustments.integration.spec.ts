import { randomUUID } from 'node:crypto';
import type { AdjustmentAnswer } from '#contracts/public/points';
import { adjust, bodyOf, codeOf, SpendingWorld, transfer } from '../../../test/worlds/spending-world.js';

describe('transfers and adjustments', () => {
  let world: SpendingWorld;

  beforeAll(async () => {
    world = await SpendingWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => world.startAgain());

  it('keeps the dates of what is transferred, within the limits of a transfer and of a local day', async () => {
    await world.write({
      transfers: { perTransferPointsMax: 60, perDayPointsMax: 100 },
      lots: { expiry: { type: 'rolling', months: 12 } },
    });
    const [from, to] = [await world.rich(500), randomUUID()];
    const results = await world.post(
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
    const dates = await world.database.query<{ expiresAt: Date }>(
      'SELECT DISTINCT expires_at AS "expiresAt" FROM lots WHERE program_id = $1',
      [world.programId],
    );
    expect(dates).toEqual([{ expiresAt: new Date('2027-11-21T16:00:00Z') }]);
    world.clock.set('2026-11-21T16:00:00Z');
    expect((await world.post(transfer(from, to, 60))).map(codeOf)).toEqual(['201']);
    expect(await world.broken()).toEqual([]);
  });

  it('gives back what expired, as a lot of its own and no more than there was', async () => {
    await world.write({ lots: { expiry: { type: 'rolling', months: 1 } } });
    const memberId = await world.rich(100);
    world.clock.set('2027-01-01T00:00:00Z');
    const [lot] = await world.database.query<{ lotId: string; seq: number }>(
      'SELECT lot_id AS "lotId", seq FROM lots WHERE program_id = $1',
      [world.programId],
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
    const results = await world.post(
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
    expect((await world.eventsOf(memberId)).map(({ type }) => type)).toEqual([
      'points.points-adjusted.v1',
      'points.points-expired.v1',
      'points.points-adjusted.v1',
    ]);
    expect(await world.broken()).toEqual([]);
  });
});
