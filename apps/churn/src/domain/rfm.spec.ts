import { midRankShares, scoreRfm } from './rfm.js';

describe('scoreRfm', () => {
  it('cuts into fifths, the recent, frequent and generous best', () => {
    const members = Array.from({ length: 10 }, (_, index) => ({
      recencyDays: index,
      frequency: index,
      monetary: index,
    }));
    const scores = scoreRfm(members);
    expect(scores.map(({ recency }) => recency)).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
    expect(scores.map(({ monetary }) => monetary)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('gives members who did the same the same score', () => {
    const members = Array.from({ length: 9 }, () => ({ recencyDays: 3, frequency: 1, monetary: 5 }));
    expect(scoreRfm(members)).toEqual(members.map(() => ({ recency: 3, frequency: 3, monetary: 3 })));
  });
});

describe('midRankShares', () => {
  it('counts ties half', () => {
    expect(midRankShares([5, 1, 5, 9])).toEqual([0.5, 0.125, 0.5, 0.875]);
  });
});
