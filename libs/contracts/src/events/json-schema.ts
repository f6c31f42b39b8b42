/** A JSON Schema (2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A JSON Schema that says which TypeScript type it describes, so that a type and its schema cannot drift apart: the compiler
 * refuses a schema that is wider or narrower than its type. The phantom is a function, because only that is invariant.
 */
export interface Schema<T> {
  readonly json: JsonSchema;
  readonly describes?: (value: T) => T;
}

interface OptionalSchema<T> extends Schema<T> {
  readonly optional: true;
}

type PropertiesOf<T> = {
  readonly [Key in keyof T]-?: object extends Pick<T, Key>
    ? OptionalSchema<Exclude<T[Key], undefined>>
    : Schema<T[Key]> & { readonly optional?: never };
};

const idCharsMax = 64;
const textCharsMax = 256;

/** One of our ids, or a natural id given by a client. */
export const id: Schema<string> = { json: { type: 'string', minLength: 1, maxLength: idCharsMax } };
export const uuid: Schema<string> = { json: { type: 'string', format: 'uuid' } };
export const text: Schema<string> = { json: { type: 'string', minLength: 1, maxLength: textCharsMax } };
/** RFC 3339, UTC. */
export const instant: Schema<string> = { json: { type: 'string', format: 'date-time' } };
/** A decimal number as text, so that no reader rounds it. */
export const decimal: Schema<string> = { json: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' } };
export const currency: Schema<string> = { json: { type: 'string', pattern: '^[A-Z]{3}$' } };
export const integer: Schema<number> = { json: { type: 'integer' } };
/** Whole points or minor units where less than none has no meaning. */
export const amount: Schema<number> = { json: { type: 'integer', minimum: 0 } };
export const count: Schema<number> = { json: { type: 'integer', minimum: 1 } };
export const flag: Schema<boolean> = { json: { type: 'boolean' } };
/** Whatever the sender recorded: an object whose keys we do not know. */
export const facts: Schema<Record<string, unknown>> = { json: { type: 'object' } };

export function oneOf<const Value extends string>(...values: readonly Value[]): Schema<Value> {
  return { json: { enum: values } };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { json: { anyOf: [schema.json, { type: 'null' }] } };
}

export function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return { json: schema.json, optional: true };
}

export function list<T>(item: Schema<T>): Schema<readonly T[]> {
  return { json: { type: 'array', items: item.json } };
}

/** Every property that is not optional is required, and no other may come: a new fact is a new version or an optional one. */
export function object<T>(properties: PropertiesOf<T>): Schema<T> {
  const entries = Object.entries(properties as Readonly<Record<string, Schema<unknown> & { optional?: true }>>);
  return {
    json: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([name, schema]) => [name, schema.json])),
      required: entries.filter(([, schema]) => !schema.optional).map(([name]) => name),
      additionalProperties: false,
    },
  };
}
