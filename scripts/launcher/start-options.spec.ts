import { parseStartOptions } from './start-options.js';

describe('parseStartOptions', () => {
  it('takes the defaults that the README names', () => {
    expect(parseStartOptions([], {})).toMatchObject({ port: 3000, host: '127.0.0.1', empty: false, fresh: false });
    expect(parseStartOptions([], {})?.dataDir).toMatch(/\/\.keepsake$/);
  });

  it('reads flags and variables', () => {
    const options = parseStartOptions(['--empty', '--fresh'], { PORT: '0', KEEPSAKE_DATA_DIR: '/tmp/k' });
    expect(options).toMatchObject({ port: 0, empty: true, fresh: true, dataDir: '/tmp/k' });
  });

  it('answers nothing when help is asked for', () => {
    expect(parseStartOptions(['--help'], {})).toBeUndefined();
  });

  it.each([[['--emtpy']], [['extra']], [['--empty=yes']]])('refuses %j', (args) => {
    expect(() => parseStartOptions(args, {})).toThrow(/--emtpy|extra|--empty/);
  });

  it.each(['65536', '-1', 'http', '3000.5', ' '])('refuses PORT=%s and names it', (port) => {
    expect(() => parseStartOptions([], { PORT: port })).toThrow('PORT');
  });

  it('takes the highest port', () => {
    expect(parseStartOptions([], { PORT: '65535' })?.port).toBe(65_535);
  });
});
