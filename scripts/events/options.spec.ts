import { parseBackfill, parseRedrive, parseReplay, UsageError } from './options.js';

describe('the options of the event commands', () => {
  it('backfills a consumer from all it hears, from the beginning', () => {
    expect(parseBackfill(['--consumer', 'churn'])).toEqual({
      since: new Date(0),
      routes: [
        { source: 'members', consumers: ['churn'] },
        { source: 'points', consumers: ['churn'] },
        { source: 'benefits', consumers: ['churn'] },
      ],
    });
  });

  it('replays one producer to everybody who hears it', () => {
    expect(parseReplay(['--since', '2026-11-21T00:00:00Z', '--source', 'churn'])).toEqual({
      since: new Date('2026-11-21T00:00:00Z'),
      routes: [{ source: 'churn', consumers: ['partners'] }],
    });
  });

  it('redrives all dead letters, or skips one', () => {
    const eventId = '0195f5a0-0000-7000-8000-000000000001';
    expect(parseRedrive(['--consumer', 'points'])).toEqual({ consumer: 'points', eventId: undefined, skip: false });
    expect(parseRedrive(['--consumer', 'points', '--event', eventId, '--skip'])).toEqual({
      consumer: 'points',
      eventId,
      skip: true,
    });
  });

  it('gives help instead of doing anything', () => {
    expect(parseReplay(['--help', '--since', 'today'])).toBeUndefined();
  });

  it.each([
    ['no consumer', () => parseBackfill([]), '--consumer is missing.'],
    ['an unknown service', () => parseBackfill(['--consumer', 'tills']), /must be one of members, points/],
    [
      'a consumer that does not hear the source',
      () => parseBackfill(['--consumer', 'points', '--source', 'churn']),
      /points does not hear churn/,
    ],
    ['no instant', () => parseReplay(['--since', 'yesterday']), /--since must be an instant/],
    ['something that is no id', () => parseRedrive(['--consumer', 'points', '--event', '1']), /--event must be/],
    ['an unknown option', () => parseRedrive(['--consumer', 'points', '--force']), /force/],
  ])('refuses %s', (_, parsing, message) => {
    expect(parsing).toThrow(UsageError);
    expect(parsing).toThrow(message);
  });
});
