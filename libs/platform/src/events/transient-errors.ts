import { DomainError } from '#kernel/errors';
import { sqlState } from '../database/database.js';

/** SQLSTATE classes that say nothing about the event: connection, transaction rollback, resources, operator, system. */
const transientClasses = new Set(['08', '40', '53', '55', '57', '58']);
const transientCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);
/** pg has no code for a connection that ended or could not be had. */
const lostConnection =
  /connection (terminated|timeout|ended)|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|cannot use a pool after/i;

/** Whether the same event may be handled later, when the weather is better: it is then tried again, never given up. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DomainError) return error.retryAfterSeconds !== undefined;
  const code = sqlState(error);
  if (
    code !== undefined &&
    (transientCodes.has(code) || (code.length === 5 && transientClasses.has(code.slice(0, 2))))
  ) {
    return true;
  }
  return error instanceof Error && lostConnection.test(error.message);
}

/** What went wrong, for a table that people read: kinds and codes, because a message may quote personal data. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { constraint } = error as Error & { constraint?: string };
  const place = error.stack
    ?.split('\n')
    .find((line) => line.trimStart().startsWith('at '))
    ?.trim();
  return [error.name, sqlState(error), constraint, place].filter((part) => part !== undefined).join(' · ');
}
