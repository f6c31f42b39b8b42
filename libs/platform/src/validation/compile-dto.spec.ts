import { Type } from 'class-transformer';
import {
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsNullable, IsTextMap } from '#contracts/public/dto-rules';
import { PurchaseDto } from '#contracts/public/purchase.dto';
import { compileDto } from './compile-dto.js';

class LineDto {
  @IsString() @Length(1, 4) sku!: string;
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0.001) quantity!: number;
}

class OrderDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => LineDto) lines!: LineDto[];
  @IsOptional() @IsIn(['a', 'b']) kind?: string;
  @IsOptional() @IsNullable() @IsString() note?: string | null;
  @IsOptional() @IsInstant() at?: string;
  @IsOptional() @IsTextMap(2, 3) extras?: Record<string, string>;
}

class PageDto {
  @IsOptional() @IsInt() @Min(1) @Max(200) first?: number;
}

const order = compileDto(OrderDto);
const line = { sku: 'A', quantity: 1 };
const reasons = (value: unknown) => order.errorsOf(value).map(({ pointer, code, detail }) => [pointer, code, detail]);

describe('compileDto', () => {
  it('takes what the class allows and changes nothing', () => {
    const value = Object.freeze({ lines: [{ sku: 'A', quantity: 0.007 }], note: null, extras: { a: '' } });
    expect(order.check(value)).toBe(value);
  });

  it('names the field and the code of each wrong one', () => {
    expect(reasons({ lines: [{ sku: '', quantity: '1', color: 'red' }], kind: 'c', surprise: 1 })).toEqual([
      ['/surprise', 'unknown_field', 'surprise is not a known field.'],
      ['/lines/0/color', 'unknown_field', 'lines[0].color is not a known field.'],
      ['/lines/0/sku', 'invalid_value', 'lines[0].sku must not be empty.'],
      ['/lines/0/quantity', 'invalid_value', 'lines[0].quantity must be a number.'],
      ['/kind', 'invalid_value', 'kind must be one of a, b.'],
    ]);
    expect(reasons({})).toEqual([['/lines', 'invalid_value', 'lines is missing.']]);
    expect(reasons('text')).toEqual([['', 'invalid_value', 'The body must be an object.']]);
  });

  it.each([
    [0.001, true],
    [0.0009, false],
    [1.005, true],
    [1.0005, false],
    [123_456_789.123, true],
  ])('takes %d as a quantity of at most three decimals: %s', (quantity, passes) => {
    expect(order.is({ lines: [{ sku: 'A', quantity }] })).toBe(passes);
  });

  it.each(['2026-02-29T10:00:00Z', '2026-02-28T10:00:00', '2026-02-28', 'yesterday', '2026-02-28T24:00:00Z'])(
    'refuses %s as an instant',
    (at) => expect(reasons({ lines: [line], at })[0]?.[0]).toBe('/at'),
  );

  it('keeps null out where it has no meaning', () => {
    expect(reasons({ lines: [line], kind: null })[0]?.[0]).toBe('/kind');
  });

  it('bounds a map in pairs, keys and values', () => {
    const refused = [{ a: '', b: '', c: '' }, { abcd: '' }, { a: 'abcd' }, { a: 1 }, ['a']];
    for (const extras of refused) expect(order.is({ lines: [line], extras })).toBe(false);
  });

  it('gives at most twenty reasons, and one for a large body', () => {
    const lines = Array.from({ length: 1_000 }, () => ({}));
    expect(order.errorsOf({ lines })).toHaveLength(20);
    expect(order.errorsOf({ lines }, true)).toHaveLength(1);
  });

  it('reads query texts as what they stand for only when told', () => {
    const value = { first: '20' };
    expect(compileDto(PageDto).is(value)).toBe(false);
    expect(compileDto(PageDto, { coerce: true }).check(value)).toEqual({ first: 20 });
  });

  it('refuses to start with a rule it cannot check', () => {
    class Unknown {
      @IsEmail() mail!: string;
    }
    expect(() => compileDto(Unknown)).toThrow('Unknown.mail: no schema for the rule isEmail.');
  });

  it('includes what a DTO inherits', () => {
    const { required } = compileDto(PurchaseDto).schema as { required: string[] };
    expect(required.toSorted()).toEqual(['currency', 'items', 'occurredAt', 'totalMinor', 'transactionId']);
  });
});
