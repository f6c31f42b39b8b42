import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { LedgerKey } from './ledger-key.js';

describe('LedgerKey', () => {
  it('signs as HMAC-SHA256 does, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.string({ unit: 'binary' }), (secret, content) => {
        const expected = createHmac('sha256', Buffer.from(secret)).update(content).digest('hex');
        const key = new LedgerKey(secret);
        expect(key.sign(content)).toBe(expected);
        expect(key.sign(Buffer.from(content))).toBe(expected);
      }),
    );
  });

  it('signs what is longer than its room', () => {
    const content = '积'.repeat(30_000);
    const expected = createHmac('sha256', 'secret').update(content).digest('hex');
    expect(new LedgerKey('secret').sign(content)).toBe(expected);
  });
});
