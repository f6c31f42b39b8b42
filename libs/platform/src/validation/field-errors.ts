import type { ErrorObject } from 'ajv';
import type { FieldError } from '#kernel/errors';

const namedTextLengthMax = 64;

/** What a failed keyword means to the caller: the code, the place, and a sentence that names the field. Values are never repeated. */
export function fieldErrorOf(error: ErrorObject): FieldError {
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const pointer = `${error.instancePath}/${escaped(String(params.additionalProperty))}`;
    return { pointer, code: 'unknown_field', detail: `${nameOf(pointer)} is not a known field.` };
  }
  if (error.keyword === 'required') {
    const pointer = `${error.instancePath}/${escaped(String(params.missingProperty))}`;
    return { pointer, code: 'invalid_value', detail: `${nameOf(pointer)} is missing.` };
  }
  const pointer = error.instancePath;
  return { pointer, code: 'invalid_value', detail: `${nameOf(pointer)} ${demandOf(error.keyword, params)}.` };
}

/** `/items/0/quantity` → `items[0].quantity`; a name that the caller made up is cut, so that no answer grows with its input. */
function nameOf(pointer: string): string {
  if (pointer === '') return 'The body';
  const name = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');
  return name.length > namedTextLengthMax ? `${name.slice(0, namedTextLengthMax).toWellFormed()}…` : name;
}

function escaped(part: string): string {
  const text = part.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed();
  return text.length > namedTextLengthMax ? `${text.slice(0, namedTextLengthMax).toWellFormed()}…` : text;
}

function demandOf(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const limit = String(params.limit);
  switch (keyword) {
    case 'type':
      return `must be ${nounOf(params.type)}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'minLength':
      return limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'minItems':
      return `must have at least ${limit} items`;
    case 'maxItems':
      return `must have at most ${limit} items`;
    case 'uniqueItems':
      return 'must not hold the same item twice';
    case 'maxProperties':
      return `must have at most ${limit} pairs`;
    case 'minProperties':
      return 'must not be empty';
    case 'propertyNames':
      return 'has a key that is empty or too long';
    case 'multipleOf':
      return 'has too many decimals';
    case 'format':
      return `must be ${formatNouns[String(params.format)] ?? 'well formed'}`;
    default:
      return 'is not valid';
  }
}

const formatNouns: Readonly<Record<string, string>> = {
  'date-time': 'an RFC 3339 time with zone, for instance 2026-11-21T10:15:00+08:00',
  date: 'a day that exists, for instance 2026-11-21',
  uuid: 'a UUID',
};

function nounOf(type: unknown): string {
  const names = Array.isArray(type) ? (type as string[]) : [String(type)];
  return names.map((name) => typeNouns[name] ?? name).join(' or ');
}

const typeNouns: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
