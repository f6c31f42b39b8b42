import type { EventEnvelope } from '#contracts/events/catalogue';
import { eventTypes } from '#contracts/events/schemas';
import { EventValidator, InvalidEventError } from './event-validator.js';

const validator = new EventValidator();

const earned: EventEnvelope<'points.points-earned.v1'> = {
  id: '0195f5a0-0000-7000-8000-000000000001',
  type: 'points.points-earned.v1',
  timestamp: '2026-11-21T02:15:00.000Z',
  recordedAt: '2026-11-21T02:15:00.120Z',
  source: 'points',
  programId: '0195f5a0-0000-7000-8000-0000000000aa',
  memberId: '0195f5a0-0000-7000-8000-0000000000bb',
  memberSeq: 2,
  data: {
    wallet: 'points',
    postingId: '0195f5a0-0000-7000-8000-0000000000cc',
    balance: { available: 259, pending: 0, held: 0, debt: 0 },
    points: 259,
    state: 'available',
    lots: [{ lotId: '0195f5a0-0000-7000-8000-0000000000dd', points: 259, activatesAt: null, expiresAt: null }],
    campaigns: [{ code: 'base', version: 1, points: 259 }],
  },
};

describe('EventValidator', () => {
  it.each(eventTypes)('%s compiles in strict mode', (type) => {
    expect(() => {
      validator.check({ ...earned, type, data: null as never });
    }).toThrow(InvalidEventError);
  });

  it('takes an event as it is sent', () => {
    expect(() => {
      validator.check(earned);
    }).not.toThrow();
  });

  it.each([
    ['an unknown key', { ...earned, data: { ...earned.data, phone: '+86' } }],
    ['a missing fact', { ...earned, data: { ...earned.data, points: undefined } }],
    ['another value than the listed ones', { ...earned, data: { ...earned.data, state: 'held' } }],
    ['half a point', { ...earned, data: { ...earned.data, points: 0.5 } }],
    ['a member without a sequence', { ...earned, memberSeq: undefined }],
    ['another producer', { ...earned, source: 'members' }],
  ])('refuses %s', (_, event) => {
    expect(() => {
      validator.check(JSON.parse(JSON.stringify(event)));
    }).toThrow(InvalidEventError);
  });
});
