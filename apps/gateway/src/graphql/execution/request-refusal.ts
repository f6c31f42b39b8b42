import type { GraphQLError } from 'graphql';
import type { ErrorCode } from '#contracts/errors/codes';

export interface RequestMistake {
  readonly message: string;
  readonly code: ErrorCode;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
}

/** A request that is not executed: it is not GraphQL, asks for what is not there, or is too large. */
export class RequestRefusal extends Error {
  constructor(readonly mistakes: readonly RequestMistake[]) {
    super('The request is not executed.');
    this.name = 'RequestRefusal';
  }
}

export function overLimit(message: string): RequestRefusal {
  return new RequestRefusal([{ code: 'invalid_value', message }]);
}

/** graphql-js names its rules in words only; the package's version is pinned. */
const unknownNamePattern = /^Cannot query field|^Unknown argument|is not defined by (type|input)/;

export function mistakeOf({ message, locations }: GraphQLError): RequestMistake {
  const code = unknownNamePattern.test(message) ? 'unknown_field' : 'invalid_value';
  return { message, code, ...(locations && { locations }) };
}
