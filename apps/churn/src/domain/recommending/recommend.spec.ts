import { evaluateRecommendations } from './evaluate-recommendations.js';
import { type BasketFact, learnItems } from './item-model.js';
import { recommend } from './recommend.js';

const basket = (memberId: string, day: number, ...skus: string[]): BasketFact => ({ memberId, day, skus });

/** Four members take cat food every 30 days; litter goes with it; most others buy tea once. */
const baskets: BasketFact[] = [
  ...['a', 'b', 'c', 'd'].flatMap((memberId) => [
    basket(memberId, 0, 'cat-food', 'litter'),
    basket(memberId, 30, 'cat-food'),
    basket(memberId, 60, 'cat-food', 'litter'),
  ]),
  ...Array.from({ length: 12 }, (_, index) => basket(`t${String(index)}`, 50, 'tea')),
];
const model = learnItems(baskets);

describe('recommend', () => {
  it('names what is due again with the day', () => {
    const [best] = recommend({ history: [{ sku: 'cat-food', days: [0, 30, 60] }], model, today: 85, first: 1 });
    expect(best).toMatchObject({ sku: 'cat-food', reason: { kind: 'replenish', dueDay: 90, lastDay: 60 } });
  });

  it('names what goes with what was bought, and why', () => {
    const list = recommend({ history: [{ sku: 'cat-food', days: [60] }], model, today: 61, first: 3 });
    expect(list.find(({ sku }) => sku === 'litter')?.reason).toMatchObject({
      kind: 'bought_together',
      with: 'cat-food',
    });
  });

  it('falls back on what most members buy', () => {
    const [best, ...rest] = recommend({ history: [], model, today: 61, first: 2 });
    expect(best).toMatchObject({ sku: 'tea', reason: { kind: 'popular', members: 12 } });
    expect(rest).toHaveLength(1);
  });

  it('names each item once, at most as many as asked', () => {
    const list = recommend({ history: [{ sku: 'tea', days: [50] }], model, today: 61, first: 10 });
    expect(new Set(list.map(({ sku }) => sku)).size).toBe(list.length);
  });

  it('does not depend on the order of receipts', () => {
    const asked = { history: [{ sku: 'litter', days: [0, 60] }], today: 61, first: 5 };
    expect(recommend({ ...asked, model: learnItems([...baskets].reverse()) })).toEqual(recommend({ ...asked, model }));
  });
});

describe('evaluateRecommendations', () => {
  it('knows only what was there before the cut', () => {
    const future = [basket('a', 90, 'cat-food'), basket('b', 90, 'surprise')];
    const test = evaluateRecommendations([...baskets, ...future], { cutDay: 70, first: 1 });
    expect(test).toEqual({ members: 2, hitRate: 0.5, popularHitRate: 0, ratio: Infinity });
  });
});
