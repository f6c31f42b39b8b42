import { issueTillCode, readTillCode } from './till-code.js';

const key = 'k'.repeat(32);
const programId = '0195f5a0-0000-7000-8000-0000000000aa';
const now = new Date('2026-11-21T02:15:00Z');

describe('till codes', () => {
  it.each([1, 42, 9_999_999_999])('carries the member number %i and its slot', (number) => {
    const { text } = issueTillCode(key, programId, number, now);
    expect(text).toMatch(/^\d{20}$/);
    expect(readTillCode(key, programId, text, now)).toEqual({ number, slot: now.getTime() / 30_000 });
  });

  it('means nothing under another key, in another programme, or with one digit changed', () => {
    const { text } = issueTillCode(key, programId, 42, now);
    expect(readTillCode('x'.repeat(32), programId, text, now)).toBeUndefined();
    expect(readTillCode(key, programId.replace('aa', 'bb'), text, now)).toBeUndefined();
    for (let at = 0; at < 20; at += 1) {
      const changed = text.slice(0, at) + String((Number(text[at]) + 1) % 10) + text.slice(at + 1);
      expect(readTillCode(key, programId, changed, now)).toBeUndefined();
    }
  });
});
