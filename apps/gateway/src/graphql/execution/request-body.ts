import { invalidField } from '#contracts/errors/refusals';

/** A GraphQL request over HTTP. */
export interface GraphqlRequest {
  readonly query?: string;
  readonly documentId?: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const fields: Readonly<Record<string, { readonly check: Check; readonly is: string }>> = {
  query: { check: isText, is: 'a text' },
  documentId: { check: isText, is: 'a text' },
  operationName: { check: isText, is: 'a text' },
  variables: { check: isObject, is: 'an object' },
  extensions: { check: isObject, is: 'an object' },
};

/** @throws Refusal unknown_field, invalid_value */
export function requestOf(body: unknown): GraphqlRequest {
  if (!isObject(body))
    throw invalidField('invalid_value', '', 'The body must be one object; requests are not taken in lists.');
  for (const [name, value] of Object.entries(body as Readonly<Record<string, unknown>>)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) throw invalidField('unknown_field', `/${name}`, `${name.slice(0, 64)} is not a known field.`);
    if (value !== null && !field.check(value))
      throw invalidField('invalid_value', `/${name}`, `${name} must be ${field.is}.`);
  }
  const given = body as { [Name in keyof GraphqlRequest]?: GraphqlRequest[Name] | null };
  return {
    ...(given.query !== null && given.query !== undefined && { query: given.query }),
    ...(given.documentId !== null && given.documentId !== undefined && { documentId: given.documentId }),
    ...(given.operationName ? { operationName: given.operationName } : {}),
    variables: given.variables ?? {},
  };
}
