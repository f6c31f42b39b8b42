import { assessInstant, assessItems } from './assess-return.js';
import { takeAll, takeWhatIsLeft } from './take-lines.js';

const lines = [
  { line: 1, quantity: 2_000, netMinor: 100, redeemed: 0, earned: [] },
  { line: 7, quantity: 500, netMinor: 100, redeemed: 0, earned: [] },
];
const asked = (line: number, thousandths: number) => [{ line, thousandths }];
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('takeAll', () => {
  it.each([
    ['all that is left', 1, 1_000, 'taken'],
    ['one thousandth more', 1, 1_001, 'already_returned'],
    ['a line that is not there', 2, 1, 'invalid_reference'],
  ])('%s', (_case, line, thousandths, code) => {
    expect(codeOf(() => takeAll(lines, [1_000, 0], asked(line, thousandths)))).toBe(code);
  });

  it('refuses an unknown line before one that is short', () => {
    expect(codeOf(() => takeAll(lines, [0, 0], [...asked(1, 9_000), ...asked(2, 1)]))).toBe('invalid_reference');
  });

  it('answers by line of the purchase, and tells what can be returned', () => {
    expect(takeAll(lines, [0, 0], [...asked(7, 250), ...asked(1, 2_000)])).toEqual([2_000, 250]);
    expect(() => takeAll(lines, [0, 100], asked(7, 500))).toThrow('Of line 7, 0.4 can be returned.');
  });
});

describe('takeWhatIsLeft', () => {
  it('takes what there is and says what there is not', () => {
    expect(takeWhatIsLeft(lines, [1_500, 0], [...asked(1, 1_000), ...asked(2, 1_000), ...asked(7, 500)])).toEqual({
      taken: [500, 500],
      notReturned: [
        { line: 1, quantity: 0.5, code: 'already_returned' },
        { line: 2, quantity: 1, code: 'invalid_reference' },
      ],
    });
  });
});

describe('what a return says', () => {
  it.each([
    [[{ line: 1, quantity: 0.001 }], 'taken'],
    [[{ line: 1, quantity: 0.0001 }], 'invalid_value'],
    [[{ line: 1, quantity: 0 }], 'invalid_value'],
    [
      [
        { line: 1, quantity: 1 },
        { line: 1, quantity: 1 },
      ],
      'invalid_value',
    ],
  ])('of %j is %s', (items, code) => {
    expect(codeOf(() => assessItems(items))).toBe(code);
  });

  it.each([
    ['1970-01-01T00:00:00Z', 'taken'],
    ['1969-12-31T23:59:59Z', 'occurred_at_out_of_range'],
    ['2026-11-21T10:05:00Z', 'taken'],
    ['2026-11-21T10:05:01Z', 'occurred_at_out_of_range'],
    ['2026-02-30T00:00:00Z', 'invalid_value'],
  ])('at %s is %s', (occurredAt, code) => {
    expect(codeOf(() => assessInstant(occurredAt, new Date('2026-11-21T10:00:00Z')))).toBe(code);
  });
});
