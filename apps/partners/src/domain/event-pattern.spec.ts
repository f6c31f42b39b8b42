import { isKnownPattern, patternMatches } from './event-pattern.js';

const types = ['points.points-earned.v1', 'members.member-enrolled.v1'];

describe('event patterns', () => {
  it.each(['*', 'points.*', 'members.member-enrolled.v1'])('knows %s', (pattern) => {
    expect(isKnownPattern(pattern, types)).toBe(true);
  });

  it.each(['', 'points', 'point.*', 'points.points-earned', 'points.points-*', '*.v1', '**', 'Points.*', '.*'])(
    'does not know %j',
    (pattern) => {
      expect(isKnownPattern(pattern, types)).toBe(false);
    },
  );

  it('matches a source and nothing beside it', () => {
    expect(patternMatches('points.*', 'points.points-earned.v1')).toBe(true);
    expect(patternMatches('points.*', 'pointsx.a.v1')).toBe(false);
    expect(patternMatches('points.points-earned.v1', 'points.points-earned.v10')).toBe(false);
  });
});
