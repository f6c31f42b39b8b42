import { Injectable } from '@nestjs/common';
import { HeadsJournal } from './ports/heads-journal.js';
import type { ChainEnd } from './ports/ledger-chain.store.js';

/** With the rest between two links, a head is outside the database within a minute. */
const restMsMin = 40_000;

/** Writes where the chain ends to a place outside the database, about every minute in which it has grown. */
@Injectable()
export class KeepHeads {
  private written = 0;
  private writtenAtMs = -Infinity;

  constructor(private readonly journal: HeadsJournal) {}

  async execute({ number, link, toTxid }: ChainEnd, now: Date): Promise<void> {
    if (number === this.written || now.getTime() - this.writtenAtMs < restMsMin) return;
    await this.journal.append({ number, link, toTxid, at: now.toISOString() });
    this.written = number;
    this.writtenAtMs = now.getTime();
  }
}
