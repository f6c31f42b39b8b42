import type { StoredModel } from '../training/stored-model.js';
import { ServingModel } from './serving-model.js';

const stored: StoredModel = {
  chosen: 'closedForm',
  horizonDays: 90,
  baseRate: 0.5,
  buying: { name: 'nbd', parameters: { r: 1, alpha: 30 }, covariance: null, gammaGamma: null, meanDayValue: 5_000 },
  classifier: null,
  bands: [],
  flags: [],
};
const once = { frequency: 0, recency: 0, age: 10, meanValue: 0 };
const often = { frequency: 9, recency: 10, age: 10, meanValue: 9_000 };

describe('the value of a coming purchase day', () => {
  it('is the mean of all, for everybody, where all spend alike', () => {
    const model = new ServingModel({ ...stored, buying: { ...stored.buying, isSpendingAlike: true } });
    expect([once, often].map((history) => model.valuePerDay(history))).toEqual([5_000, 5_000]);
  });

  it('is the mean of the member where nothing could be fitted, and that of all for who never came back', () => {
    const model = new ServingModel(stored);
    expect([once, often].map((history) => model.valuePerDay(history))).toEqual([5_000, 9_000]);
  });
});
