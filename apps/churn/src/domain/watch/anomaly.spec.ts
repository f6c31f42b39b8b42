import { anomalyOf } from './anomaly.js';

const usual = [10, 12, 9, 11, 10, 8, 13, 10, 11, 9, 12, 10, 11, 10];

describe('anomalyOf', () => {
  it('names a day that stands out', () => {
    expect(anomalyOf(usual, 40)).toMatchObject({ observed: 40, expected: 10 });
  });

  it('lets a usual day pass, also after one wild day', () => {
    expect(anomalyOf(usual, 14)).toBeUndefined();
    expect(anomalyOf([...usual, 500], 14)).toBeUndefined();
  });

  it('does not call a few events on quiet days an anomaly', () => {
    expect(anomalyOf(new Array<number>(30).fill(0), 3)).toBeUndefined();
    expect(anomalyOf(new Array<number>(30).fill(0), 4)).toBeDefined();
  });

  it('needs two weeks to compare with', () => {
    expect(anomalyOf(usual.slice(1), 400)).toBeUndefined();
  });
});
