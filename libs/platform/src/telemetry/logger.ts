import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { currentContext } from './context.js';

/** Nest's token for the process's logger. */
export const LOGGER = Symbol('LOGGER');

/** Structured JSON lines on standard output; every line inside a piece of work carries its correlation id. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    mixin: () => ({ ...currentContext() }),
    formatters: { level: (label) => ({ level: label }) },
    // An error's message may quote input or SQL parameters: only its kind and place are logged with it.
    serializers: { err: describeError },
  });
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table, routine } = error as Error & Record<string, unknown>;
  // A database's message may quote values; its code and constraint say enough. The stack's first line is the message.
  const fromDatabase = routine !== undefined || constraint !== undefined;
  const stack = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12)
    .join('\n');
  return { type: error.name, ...(fromDatabase ? {} : { message: error.message }), code, constraint, table, stack };
}

/** Nest's own messages in the same stream; its start-up chatter is debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ err: message instanceof Error ? message : undefined, context: rest.at(-1) }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
}
