import { isUuid, uuidV7 } from './ids.js';

describe('uuidV7', () => {
  it('carries version, variant and the time', () => {
    const id = uuidV7(Date.UTC(2026, 0, 1), new Uint8Array(16).fill(0xff));
    expect(id).toBe('019b76da-a800-7fff-bfff-ffffffffffff');
    expect(isUuid(id)).toBe(true);
  });

  it('sorts by time', () => {
    const random = new Uint8Array(16);
    expect(uuidV7(1_000, random) < uuidV7(1_001, random)).toBe(true);
  });
});
