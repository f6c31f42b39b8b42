import fc from 'fast-check';
import { claimCodeOf, isClaimCodeOf } from './claim-code.js';

const purchase = {
  programId: '0195f5a0-0000-7000-8000-000000000001',
  purchaseId: '0195f5a0-0000-7000-8000-000000000002',
};

describe('claimCodeOf', () => {
  it('has 20 letters of 5 bits, the same each time', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (programId, purchaseId) => {
        const code = claimCodeOf({ programId, purchaseId }, 'key');
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(claimCodeOf({ programId, purchaseId }, 'key')).toBe(code);
      }),
    );
  });

  it('uses every letter', () => {
    const letters = new Set<string>();
    for (let n = 0; n < 200; n += 1)
      for (const letter of claimCodeOf({ ...purchase, purchaseId: String(n) }, 'key')) letters.add(letter);
    expect(letters.size).toBe(33);
  });
});

describe('isClaimCodeOf', () => {
  const code = claimCodeOf(purchase, 'key');

  it('reads what people type', () => {
    expect(isClaimCodeOf(purchase, ` ${code.toLowerCase().replaceAll('-', ' ')} `, 'key')).toBe(true);
    expect(isClaimCodeOf(purchase, code.replaceAll('0', 'o').replaceAll('1', 'I'), 'key')).toBe(true);
  });

  it.each([
    ['another key', code, 'other'],
    ['one letter more', `${code}0`, 'key'],
    ['one letter less', code.slice(0, -1), 'key'],
    ['nothing', '', 'key'],
  ])('refuses %s', (_case, typed, key) => {
    expect(isClaimCodeOf(purchase, typed, key)).toBe(false);
    expect(isClaimCodeOf({ ...purchase, purchaseId: 'x' }, typed, key)).toBe(false);
  });
});
