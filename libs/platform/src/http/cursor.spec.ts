import { ServiceEnv } from '../config/service-env.js';
import { Cursors } from './cursor.js';

describe('Cursors', () => {
  const env = new ServiceEnv();
  env.KEEPSAKE_INTERNAL_KEY = 'k'.repeat(32);
  const cursors = new Cursors(env);

  it('finds the position again', () => {
    expect(cursors.decode('entries/a', cursors.encode('entries/a', [41, 'x']))).toEqual([41, 'x']);
    expect(cursors.decode('entries/a', undefined)).toBeUndefined();
  });

  it.each([
    ['another list', cursors.encode('entries/b', [41])],
    [
      'a changed position',
      `${Buffer.from('[42]').toString('base64url')}.${cursors.encode('entries/a', [41]).split('.')[1]!}`,
    ],
    ['a cut signature', cursors.encode('entries/a', [41]).slice(0, -4)],
    ['no signature', Buffer.from('[41]').toString('base64url')],
    ['nothing', ''],
    ['noise', '%%%.%%%'],
  ])('refuses %s', (_case, cursor) => {
    expect(() => cursors.decode('entries/a', cursor)).toThrow(
      expect.objectContaining({ code: 'invalid_value', errors: [expect.objectContaining({ pointer: 'after' })] }),
    );
  });

  it('cuts the item that was read ahead and says that there is more', () => {
    const rows = [1, 2, 3].map((id) => ({ position: [id], node: { id } }));
    const page = cursors.page('entries/a', 2, rows);
    expect(page.items.map(({ node }) => node.id)).toEqual([1, 2]);
    expect(page.hasNextPage).toBe(true);
    expect(cursors.page('entries/a', 3, rows).hasNextPage).toBe(false);
  });
});
