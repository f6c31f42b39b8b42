import type { Logger } from 'pino';
import { WorkProgress } from '../application/ports/work-progress.js';

export class LoggedProgress extends WorkProgress {
  constructor(private readonly logger: Logger) {
    super();
  }

  override tell(what: string, facts: Readonly<Record<string, string | number>>): void {
    this.logger.info(facts, what);
  }
}

/** Where nobody reads along. */
export class SilentProgress extends WorkProgress {
  override tell(): void {
    // Nobody reads along.
  }
}
