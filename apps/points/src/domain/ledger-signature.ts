import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { LedgerTransaction } from './ledger.js';

export type LedgerKey = KeyObject;

/** The key as the signing takes it: with a plain text each signature takes four times as long. */
export function ledgerKeyOf(text: string): LedgerKey {
  return createSecretKey(Buffer.from(text));
}

/**
 * What is signed: the whole transaction and its entries, in one order. Another order or field is another signature, so this
 * never changes; a new form gets a new version in front.
 */
export function canonicalTransaction(programId: string, transaction: LedgerTransaction): string {
  const { cause } = transaction;
  return JSON.stringify([
    'v1',
    programId,
    transaction.memberId,
    transaction.wallet,
    transaction.seq,
    transaction.postingId,
    cause.kind,
    cause.source.type,
    cause.source.id,
    cause.source.reference,
    cause.actor.type,
    cause.actor.id,
    cause.storeId,
    cause.corrects ?? null,
    cause.tierLevel,
    cause.occurredAt.getTime(),
    cause.recordedAt.getTime(),
    transaction.entries.map(({ account, delta, accountAfter, lotId, campaign }) => [
      account,
      delta,
      accountAfter,
      lotId,
      campaign?.code ?? null,
      campaign?.version ?? null,
      campaign?.contentHash ?? null,
    ]),
  ]);
}

/** @returns HMAC-SHA256 under a key that is not in the database, hexadecimal */
export function signTransaction(programId: string, transaction: LedgerTransaction, key: LedgerKey): string {
  return createHmac('sha256', key).update(canonicalTransaction(programId, transaction)).digest('hex');
}
