import { documentChanges } from './document-changes.js';

describe('documentChanges', () => {
  it('names every place that differs, with both sides', () => {
    const from = { title: { en: 'Old' }, stores: ['S1', 'S2'], caps: [{ per: 'day' }], 'a/b': 1 };
    const to = { title: { en: 'New', zh: '新' }, stores: ['S1'], caps: [{ per: 'day' }], 'a/b': 2 };
    expect(documentChanges(from, to)).toEqual([
      { pointer: '/title/en', from: 'Old', to: 'New' },
      { pointer: '/title/zh', to: '新' },
      { pointer: '/stores/1', from: 'S2' },
      { pointer: '/a~1b', from: 1, to: 2 },
    ]);
  });

  it('takes a change of kind as a whole, and equal documents as no change', () => {
    expect(documentChanges({ a: [1] }, { a: { 0: 1 } })).toEqual([{ pointer: '/a', from: [1], to: { 0: 1 } }]);
    expect(documentChanges({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
  });
});
