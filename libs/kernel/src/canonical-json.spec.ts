import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('orders keys, drops what is undefined and keeps the order of arrays', () => {
    expect(canonicalJson({ b: [2, 1, undefined], a: { d: null, c: undefined } })).toBe(
      '{"a":{"d":null},"b":[2,1,null]}',
    );
  });

  it('writes a number in one way only', () => {
    expect(canonicalJson([-0, 1e21, 2.5, 100])).toBe('[0,1e+21,2.5,100]');
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ points: Number.NaN })).toThrow(TypeError);
    expect(() => canonicalJson([1n])).toThrow(TypeError);
  });

  it('says the same value as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(plain);
      }),
    );
  });
});
