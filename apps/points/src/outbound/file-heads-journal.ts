import { appendFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type ChainHead, HeadsJournal } from '../application/ports/heads-journal.js';

/** One JSON text a line in a file that the database's administrator should not be able to write; and the log. */
export class FileHeadsJournal extends HeadsJournal {
  constructor(
    private readonly path: string | undefined,
    private readonly logger: Logger,
  ) {
    super();
  }

  override async append(head: ChainHead): Promise<void> {
    this.logger.info({ ledgerHead: head }, 'the chain of the ledger ends here');
    if (this.path !== undefined) await appendFile(this.path, `${JSON.stringify(head)}\n`, { mode: 0o600 });
  }
}
