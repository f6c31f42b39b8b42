import { formatKey, hashSecret, secretMatches } from './api-key.js';
import { grantOf } from './api-client.js';

describe('API keys', () => {
  it('know their secret by its hash', () => {
    expect(formatKey('abc', 'def')).toBe('ks_abc.def');
    expect(secretMatches('right', hashSecret('right'))).toBe(true);
    expect(secretMatches('wrong', hashSecret('right'))).toBe(false);
    expect(secretMatches('right', undefined)).toBe(false);
  });

  it('bind only tills to a store, and let only tills hear nothing', () => {
    expect(grantOf({ scope: 'pos', storeId: 'S01' })).toEqual({ storeId: 'S01', programWide: false });
    expect(grantOf({ scope: 'admin' })).toEqual({ storeId: null, programWide: true });
    expect(grantOf({ scope: 'partner' })).toEqual({ storeId: null, programWide: false });
    expect(() => grantOf({ scope: 'partner', storeId: 'S01' })).toThrow('store');
    expect(() => grantOf({ scope: 'pos', programWide: true })).toThrow('webhook');
  });
});
