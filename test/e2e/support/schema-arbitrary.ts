import fc from 'fast-check';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Schema>>;

const itemsDrawnMax = 3;

/** Values that a JSON Schema of the OpenAPI document takes; as much of the language as the document uses. */
export function valueOf(schema: Schema, schemas: Schemas): fc.Arbitrary<Json> {
  const { $ref, enum: values, type } = schema;
  if (typeof $ref === 'string') return valueOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (Array.isArray(values)) return fc.constantFrom(...(values as Json[]));
  const [kind, alternative] = Array.isArray(type) ? (type as string[]) : [type as string];
  const value = valueOfKind(kind ?? 'object', schema, schemas);
  return alternative === 'null' ? fc.oneof(value, fc.constant(null)) : value;
}

function valueOfKind(kind: string, schema: Schema, schemas: Schemas): fc.Arbitrary<Json> {
  const bound = (keyword: string, otherwise: number): number => (schema[keyword] as number | undefined) ?? otherwise;
  switch (kind) {
    case 'string':
      return textOf(schema, bound('minLength', 0), Math.min(bound('maxLength', 40), 40));
    case 'integer':
      return fc.integer({ min: bound('minimum', -100), max: Math.min(bound('maximum', 100_000), 100_000) });
    case 'number':
      return fc.integer({ min: Math.ceil(bound('minimum', 0)), max: 100 });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(schema['items'] as Schema, schemas), {
        minLength: bound('minItems', 0),
        maxLength: itemsDrawnMax,
      });
    default:
      return objectOf(schema, schemas);
  }
}

function textOf({ format }: Schema, minLength: number, maxLength: number): fc.Arbitrary<string> {
  const instant = fc.date({ min: new Date(0), max: new Date('2026-01-01'), noInvalidDate: true });
  if (format === 'date-time') return instant.map((date) => date.toISOString());
  if (format === 'date') return instant.map((date) => date.toISOString().slice(0, 10));
  if (format === 'uuid') return fc.uuid();
  const words = fc.constantFrom('S01', 'CNY', 'card:1', 'external:x', 'code:123456', 'points.*', 'http://127.0.0.1:9/');
  return fc.oneof(
    words.filter((word) => word.length >= minLength && word.length <= maxLength),
    fc
      .string({ minLength, maxLength, unit: 'grapheme' })
      .filter((text) => text.length <= maxLength && !text.includes('\0')),
  );
}

function objectOf(schema: Schema, schemas: Schemas): fc.Arbitrary<Json> {
  const properties = Object.entries((schema['properties'] ?? {}) as Schemas);
  const required = (schema['required'] ?? []) as string[];
  const record = Object.fromEntries(properties.map(([name, property]) => [name, valueOf(property, schemas)]));
  return fc.record(record, { requiredKeys: required });
}

const hostileValues: readonly Json[] = [
  null,
  '',
  'x'.repeat(5_000),
  'NUL\u0000',
  'half\ud83d',
  "'; DROP TABLE members; --",
  '{{7*7}}',
  '../../etc/passwd',
  '\u202e\u0301\uffff',
  -1,
  0,
  1.5,
  9_007_199_254_740_992,
  1e308,
  -1e-320,
  true,
  [],
  [[[[]]]],
  {},
  { toString: 'x', constructor: 'x', length: -1 },
  ['a', 1, null],
];

/** The value with one place in it spoilt: replaced, removed, or with a neighbour that nobody knows. */
export function spoilt(value: Json): fc.Arbitrary<Json> {
  return fc
    .tuple(
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      fc.constantFrom(...hostileValues),
    )
    .map(([choices, hostile]) => spoil(value, () => choices.next().value as number, hostile));
}

function spoil(value: Json, choose: () => number, hostile: Json): Json {
  if (typeof value !== 'object' || value === null || choose() < 0.2) return hostile;
  if (Array.isArray(value)) {
    const at = Math.floor(choose() * value.length);
    return value.length === 0
      ? [hostile]
      : value.map((item, index) => (index === at ? spoil(item, choose, hostile) : item));
  }
  const names = Object.keys(value);
  const name = names[Math.floor(choose() * names.length)];
  if (name === undefined || choose() < 0.15)
    return { ...value, [['x', '__proto_', 'constructor', '$where', ''][Math.floor(choose() * 5)] ?? 'x']: hostile };
  if (choose() < 0.15) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [name]: spoil(value[name] ?? null, choose, hostile) };
}
