import type { Clock } from '#kernel/clock';
import type { Database } from '../database/database.js';
import { type DeadLetter, DeadLetters } from './dead-letters.js';
import type { EventMessage } from './event-message.js';
import { Inbox } from './inbox.js';
import { StreamPositions } from './stream-positions.js';

export interface RedriveRequest {
  /** This one alone; without it all that are dead. */
  readonly eventId?: string;
  /** Give the event up and let its member proceed, instead of trying it again. */
  readonly skip: boolean;
}

export interface RedriveResult {
  readonly eventId: string;
  readonly type: string | null;
  /** `unreadable` can only be skipped: what was in it is missed and pulled. */
  readonly outcome: 'redriven' | 'skipped' | 'unreadable';
}

/**
 * Brings a consumer's dead letters back to life, or gives them up. It only changes tables: the running consumer's sweep sees
 * it within a second, and a consumer that is down when it starts.
 */
export class Redrive {
  private readonly deadLetters: DeadLetters;
  private readonly positions: StreamPositions;
  private readonly inbox: Inbox;

  /** @param database the consumer's */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.deadLetters = new DeadLetters(database);
    this.positions = new StreamPositions(database);
    this.inbox = new Inbox(database);
  }

  /** One transaction a letter, so that it never holds two members. */
  async *run({ eventId, skip }: RedriveRequest): AsyncGenerator<RedriveResult> {
    const ids = eventId ? [eventId] : await this.deadLetters.deadIds();
    for (const id of ids) {
      const result = await this.database.run(() => this.settle(id, skip));
      if (result) yield result;
    }
  }

  private async settle(id: string, skip: boolean): Promise<RedriveResult | undefined> {
    const letter = await this.deadLetters.takeDead(id);
    if (!letter) return undefined;
    const { eventId, type } = letter;
    if (type === null && !skip) return { eventId, type, outcome: 'unreadable' };
    const outcome = skip ? 'skipped' : 'redriven';
    if (letter.memberId !== null) await this.unblock(letter, skip);
    else if (skip && type !== null) await this.inbox.claim(letter.source, [eventId], this.clock.now());
    await this.deadLetters.settle(eventId, outcome);
    return { eventId, type, outcome };
  }

  /** A member's event waits among the parked ones again, first in line; a skipped one counts as applied. */
  private async unblock({ source, programId, memberId, memberSeq, message }: DeadLetter, skip: boolean): Promise<void> {
    if (programId === null || memberId === null || memberSeq === null) return;
    const [stream] = await this.positions.lock(source, [{ programId, memberId }]);
    if (stream?.lastSeq !== memberSeq - 1) return;
    const now = this.clock.now();
    if (!skip) await this.positions.park([JSON.parse(message) as EventMessage], now);
    const lastSeq = skip ? memberSeq : stream.lastSeq;
    await this.positions.move(source, [{ ...stream, lastSeq, blockedBy: 'gap' }], now);
  }
}
