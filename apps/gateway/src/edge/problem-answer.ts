import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel/errors';
import type { ErrorCode, Problem } from '#contracts/errors/codes';
import { Refusal } from '#contracts/errors/refusals';
import type { Caller, ItemRefusal } from '#contracts/internal/call';
import { problemOf } from '#platform/http/problem';
import { asRefusal } from '#platform/http/problem.filter';
import { chineseByCode, chineseTitles } from './problem-words.js';

/** Answers whatever was thrown as a problem document, in the caller's language. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  if (error instanceof DomainError && error.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(error.retryAfterSeconds));
  const problem = localized(problemOf(error, request.locale, request.correlationId), request.locale);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** The refusal behind Fastify's own errors; what is nobody's refusal stays what it is and becomes a 500. */
export function refusalBehind(error: FastifyError | Error): unknown {
  switch ((error as FastifyError).code) {
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Refusal('malformed', 'The body is empty.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Refusal('malformed', 'The body is not as long as Content-Length says.');
    case 'FST_ERR_BAD_URL':
      return new Refusal('malformed', 'The path is not well encoded.');
    default:
      return asRefusal(error);
  }
}

export function localized(problem: Problem, locale: Caller['locale']): Problem {
  if (locale === 'en') return problem;
  const sentence = chineseByCode[problem.code as ErrorCode];
  return {
    ...problem,
    title: chineseTitles[problem.status] ?? problem.title,
    detail: withPlace(sentence, problem.errors?.[0]?.pointer),
    ...(problem.errors && {
      errors: problem.errors.map((reason) => ({
        ...reason,
        detail: withPlace(chineseByCode[reason.code as ErrorCode], reason.pointer),
      })),
    }),
  };
}

/** The sentence of an item's refusal, in the caller's language. */
export function refusalDetail({ code, detail, errors }: ItemRefusal, locale: Caller['locale']): string {
  return locale === 'en' ? detail : withPlace(chineseByCode[code as ErrorCode], errors?.[0]?.pointer);
}

function withPlace(sentence: string, pointer: string | undefined): string {
  return pointer ? `${sentence.slice(0, -1)}：${pointer}` : sentence;
}
