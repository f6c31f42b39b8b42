import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { DomainError } from '#kernel/errors';
import { statusOf } from '#platform/http/problem';
import type { RequestFacts } from '../../edge/principal.js';
import { refusalDetail } from '../../edge/problem-answer.js';
import type { RequestMistake } from './request-refusal.js';

/** An error as a client reads it: `extensions.code` is one of the public vocabulary. */
export interface AnsweredError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  readonly path?: GraphQLError['path'];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

/** The answer of a request that is not executed. */
export function requestErrors(mistakes: readonly RequestMistake[], { correlationId }: RequestFacts): AnsweredError[] {
  return mistakes.map(({ code, message, locations }) => ({
    message,
    ...(locations && { locations }),
    extensions: { code, correlationId },
  }));
}

export function refusalError(error: DomainError, facts: RequestFacts): AnsweredError {
  const { code, data, errors } = error;
  const { correlationId, locale } = facts;
  const extensions = { ...data, ...(errors && { errors }), code, correlationId };
  return { message: refusalDetail(error, locale), extensions };
}

/** Errors of an execution. What is nobody's refusal is a bug: it is logged, and the client gets the id to ask about. */
export function executionError(error: GraphQLError, facts: RequestFacts, logger: Logger): AnsweredError {
  const { locations, path } = error;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const thrown: unknown = error.originalError;
  if (thrown instanceof DomainError && statusOf(thrown.code) !== 500)
    return { ...place, ...refusalError(thrown, facts) };
  if (isOfInput(error))
    return { ...place, message: error.message, extensions: { code: 'invalid_value', ...idOf(facts) } };
  logger.error({ err: thrown ?? error, path, ...idOf(facts) }, 'unexpected failure');
  const message = 'Something failed on our side; it is recorded under the correlation id.';
  return { message, ...place, extensions: { code: 'internal', ...idOf(facts) } };
}

/**
 * An argument that turned out null at run time: validation cannot see the value of a nullable variable with a default. graphql-js
 * raises it as an error that points at the argument; errors of answers point at nothing.
 */
function isOfInput({ originalError, message }: GraphQLError): boolean {
  const raised = originalError instanceof GraphQLError ? originalError : undefined;
  return message.startsWith('Argument "') && (raised === undefined || raised.nodes !== undefined);
}

function idOf({ correlationId }: RequestFacts): { correlationId: string } {
  return { correlationId };
}
