import type { AnyNewEvent } from '#contracts/events/outbox';
import type { AccountBook } from '../domain/book/account-book.js';
import { systemActor } from '../domain/book/settle.js';
import type { LedgerTransaction } from '../domain/ledger.js';

/** An event with its place in its member's ledger: events leave in the order of the postings. */
export interface PlacedEvent {
  readonly seq: number;
  readonly event: AnyNewEvent;
}

/** Within a member in the order of the postings; events of one posting stay as they are. */
export function inLedgerOrder(events: readonly PlacedEvent[]): AnyNewEvent[] {
  return events.toSorted((one, other) => one.seq - other.seq).map(({ event }) => event);
}

/** What settling has posted to these books: activations, expiries, holds that ended. */
export function settledEvents(programId: string, books: Iterable<AccountBook>, correlationId: string): PlacedEvent[] {
  return [...books].flatMap(({ transactions }) =>
    transactions
      .filter(({ cause }) => cause.actor === systemActor)
      .map((transaction) => ({ seq: transaction.seq, event: settledEvent(programId, transaction, correlationId) })),
  );
}

function settledEvent(programId: string, transaction: LedgerTransaction, correlationId: string): AnyNewEvent {
  const { cause } = transaction;
  const envelope = postingEnvelope(programId, transaction, correlationId);
  const posting = postingData(transaction);
  const { id } = cause.source;
  if (cause.kind === 'expire') {
    const points = movedTo(transaction, 'expired');
    return { type: 'points.points-expired.v1', ...envelope, data: { ...posting, lotId: id, points } };
  }
  if (cause.kind === 'activate') {
    const points = -movedTo(transaction, 'pending');
    return { type: 'points.points-activated.v1', ...envelope, data: { ...posting, lotId: id, points } };
  }
  const returned = -movedTo(transaction, 'held');
  return {
    type: 'points.hold-resolved.v1',
    ...envelope,
    data: { ...posting, holdId: id, outcome: 'expired', captured: 0, returned },
  };
}

/** Sum of the deltas of one account. */
export function movedTo({ entries }: LedgerTransaction, account: string): number {
  return entries.reduce((sum, entry) => (entry.account === account ? sum + entry.delta : sum), 0);
}

/** What every event of a posting begins with. */
export function postingEnvelope(programId: string, { memberId, cause }: LedgerTransaction, correlationId: string) {
  return { programId, memberId, occurredAt: cause.occurredAt, recordedAt: cause.recordedAt, correlationId };
}

/** What the data of every event of a posting holds. */
export function postingData({ wallet, postingId, balance }: LedgerTransaction) {
  return { wallet, postingId, balance };
}
