import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one piece of work carries; ids only. */
export interface WorkContext {
  /** From the till to the last consumer the same. */
  readonly correlationId: string;
  readonly programId?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

export function runWithContext<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentContext(): WorkContext | undefined {
  return storage.getStore();
}
