import { batchWindows } from './batch-windows.js';

function receiptsOf(count: number, members: number) {
  return Array.from({ length: count }, (_, index) => ({
    transactionId: `t${index}`,
    member: `external:${index % members}`,
    order: index,
    json: '{}',
  }));
}

describe('batchWindows', () => {
  it('keeps each member in one lane, in order, and loses nothing', () => {
    const receipts = receiptsOf(2_345, 97);
    const windows = [...batchWindows(receipts, { lanes: 3, receiptsMax: 100 })];

    expect(windows.flat(2)).toHaveLength(receipts.length);
    for (const window of windows) {
      const lanesOfMember = new Map<string, Set<number>>();
      for (const [lane, batch] of window.entries()) {
        expect(batch.length).toBeLessThanOrEqual(100);
        expect(batch.map(({ order }) => order)).toEqual(batch.map(({ order }) => order).toSorted((a, b) => a - b));
        for (const { member } of batch) lanesOfMember.set(member, (lanesOfMember.get(member) ?? new Set()).add(lane));
      }
      expect([...lanesOfMember.values()].filter(({ size }) => size > 1)).toEqual([]);
    }
    const latest = windows.map((window) => Math.max(...window.flat().map(({ order }) => order)));
    const earliest = windows.map((window) => Math.min(...window.flat().map(({ order }) => order)));
    expect(earliest.slice(1).every((order, index) => order > (latest[index] ?? Infinity))).toBe(true);
  });

  it('fills a batch to its limit and not above', () => {
    const sizes = (count: number) =>
      [...batchWindows(receiptsOf(count, 1), { lanes: 1, receiptsMax: 500 })].map(([batch]) => batch?.length);
    expect([sizes(0), sizes(499), sizes(500), sizes(501)]).toEqual([[], [499], [500], [500, 1]]);
  });

  it('closes a batch before its body grows past the limit', () => {
    const receipts = Array.from({ length: 5 }, (_, index) => ({
      transactionId: `t${index}`,
      json: 'é'.repeat(1024 * 1024),
    }));
    const windows = [...batchWindows(receipts, { lanes: 1, receiptsMax: 500 })];
    expect(windows.map(([batch]) => batch?.length)).toEqual([3, 2]);
  });
});
