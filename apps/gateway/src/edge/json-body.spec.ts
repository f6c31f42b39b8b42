import fc from 'fast-check';
import { parseJsonBody } from './json-body.js';

const parse = (text: string | Buffer) => parseJsonBody(Buffer.from(text));
const refusal = (text: string | Buffer) => {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('parseJsonBody', () => {
  it('reads what JSON.parse reads', () => {
    // Names that are refused on purpose are not drawn; a text of lone surrogates cannot be made into UTF-8.
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        text,
        fc.array(tie('value')),
        fc.dictionary(
          text.filter((name) => !['__proto__', 'constructor'].includes(name)),
          tie('value'),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (drawn, indent) => {
        const json = JSON.stringify(drawn, undefined, indent);
        expect(parse(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('takes 64 levels and no more', () => {
    expect(refusal(nested(64))).toBeUndefined();
    expect(refusal(nested(65))).toBe('malformed');
    expect(refusal(nested(1_000_000))).toBe('malformed');
  });

  it('does not count what stands in texts', () => {
    expect(parse(JSON.stringify({ text: `[[{{"::${nested(70)}\\"` }))).toEqual({ text: `[[{{"::${nested(70)}\\"` });
  });

  it.each([
    ['a name twice', '{"a":1,"a":2}', 'malformed'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}', 'malformed'],
    ['a name twice inside', '[{"b":{"a":1,"a":1}}]', 'malformed'],
    ['the same name in two objects', '[{"a":1},{"a":1}]', undefined],
    ['__proto__', '{"__proto__":null}', 'unknown_field'],
    ['__proto__, escaped', '{"__\\u0070roto__":{}}', 'unknown_field'],
    ['constructor with an object', '{"constructor":{"prototype":{}}}', 'unknown_field'],
    ['constructor as a text', '{"constructor":"x"}', undefined],
    ['NUL', '"\\u0000"', 'invalid_value'],
    ['NUL in a name', '{"a\\u0000":1}', 'invalid_value'],
    ['a raw control character', '"\n"', 'malformed'],
    ['a lone surrogate', '["\\ud83d"]', 'invalid_value'],
    ['a pair', '["\\ud83d\\ude00"]', undefined],
    ['a byte order mark', '\ufeff{}', 'malformed'],
    ['nothing', '', 'malformed'],
    ['a text that does not end', '"abc', 'malformed'],
    ['an escape that does not end', '"abc\\', 'malformed'],
    ['NaN', 'NaN', 'malformed'],
  ])('%s', (_case, text, code) => {
    expect(refusal(text)).toBe(code);
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ])
      expect(refusal(Buffer.from(bytes))).toBe('malformed');
  });
});
