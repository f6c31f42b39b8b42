import { DomainError } from '#kernel/errors';
import { type ErrorCode, type Problem, statusByCode } from '#contracts/errors/codes';
import type { Caller } from '#contracts/internal/call';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not processable',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

export function statusOf(code: string): number {
  return Object.hasOwn(statusByCode, code) ? statusByCode[code as ErrorCode] : 500;
}

/**
 * The problem document (RFC 9457) of anything thrown. What is not a refusal becomes a 500 that tells only the trace id:
 * no message, stack, SQL or path leaves the process.
 */
export function problemOf(error: unknown, _locale: Caller['locale'] = 'en', traceId?: string): Problem {
  if (!(error instanceof DomainError)) return internalProblem(traceId);
  const status = statusOf(error.code);
  if (status === 500) return internalProblem(traceId);
  return {
    ...error.data,
    type: `https://keepsake.dev/problems/${error.code}`,
    title: titles[status] ?? 'Refused',
    status,
    code: error.code,
    detail: error.detail,
    ...(error.errors ? { errors: error.errors } : {}),
  };
}

function internalProblem(traceId?: string): Problem {
  return {
    type: 'https://keepsake.dev/problems/internal',
    title: 'Internal error',
    status: 500,
    code: 'internal',
    detail: 'Something failed on our side; it is recorded under the trace id.',
    ...(traceId ? { traceId } : {}),
  };
}
