import { dueInstants } from './schedule.js';

const due = (schedule: Parameters<typeof dueInstants>[0], after: string, until: string, zone = 'Asia/Shanghai') =>
  dueInstants(schedule, { after: new Date(after), until: new Date(until), zone }).map((instant) =>
    instant.toISOString(),
  );

describe('dueInstants', () => {
  it('falls due at the programme’s wall time, after the one bound and up to the other', () => {
    const schedule = { at: '09:00', on: { daysOfMonth: [1, -1] } };
    expect(due(schedule, '2026-11-30T01:00:00Z', '2026-12-01T01:00:00Z')).toEqual(['2026-12-01T01:00:00.000Z']);
    expect(due(schedule, '2026-11-30T00:59:59Z', '2026-12-01T00:59:59Z')).toEqual(['2026-11-30T01:00:00.000Z']);
    expect(due({ at: '00:30', on: { weekdays: [6] } }, '2026-11-20T00:00:00Z', '2026-11-28T00:00:00Z')).toEqual([
      '2026-11-20T16:30:00.000Z',
      '2026-11-27T16:30:00.000Z',
    ]);
  });

  it('comes once on the days that the clocks change', () => {
    const daily = { at: '02:30', on: { weekdays: [1, 2, 3, 4, 5, 6, 7] } };
    expect(due(daily, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 'Europe/Berlin')).toHaveLength(1);
    expect(due(daily, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 'Europe/Berlin')).toHaveLength(1);
  });
});
