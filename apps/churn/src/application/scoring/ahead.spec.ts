import { ahead } from './ahead.js';

async function* pages(log: string[], failsAt = Number.POSITIVE_INFINITY): AsyncGenerator<number, void> {
  for (let page = 1; page <= 3; page++) {
    log.push(`read ${String(page)}`);
    if (page === failsAt) throw new Error('no connection');
    yield await Promise.resolve(page);
  }
}

describe('ahead', () => {
  it('asks for the next value before the last one is done with', async () => {
    const log: string[] = [];
    for await (const page of ahead(pages(log))) log.push(`done with ${String(page)}`);
    expect(log).toEqual(['read 1', 'read 2', 'done with 1', 'read 3', 'done with 2', 'done with 3']);
  });

  it('fails when the value that failed is due', async () => {
    const log: string[] = [];
    const all = async () => {
      for await (const page of ahead(pages(log, 2))) log.push(`done with ${String(page)}`);
    };
    await expect(all()).rejects.toThrow('no connection');
    expect(log).toEqual(['read 1', 'read 2', 'done with 1']);
  });
});
