import type { LedgerKey } from './ledger-key.js';
import type { Hold, LedgerTransaction, Lot } from './ledger.js';

type SignedContent = Omit<LedgerTransaction, 'balance'>;

/**
 * What is signed: the whole transaction and its entries, in one order. Another order or field is another signature, so this
 * never changes; a new form gets a new version in front.
 */
export function canonicalTransaction(programId: string, transaction: SignedContent): string {
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
export function signTransaction(programId: string, transaction: SignedContent, key: LedgerKey): string {
  return key.sign(canonicalTransaction(programId, transaction));
}

/** What a lot was opened with: the part of it that no entry tells. */
export type LotTerms = Omit<Lot, 'remaining' | 'expired' | 'state'> & {
  readonly memberId: string;
  readonly wallet: string;
};

/** @returns HMAC-SHA256 of a lot's terms, hexadecimal */
export function signLot(programId: string, lot: LotTerms, key: LedgerKey): string {
  const terms = [
    'lot-v1',
    programId,
    lot.memberId,
    lot.wallet,
    lot.seq,
    lot.lotId,
    lot.issued,
    lot.earnedAt.getTime(),
    lot.activatesAt?.getTime() ?? null,
    lot.pendingUntil,
    lot.expiresAt?.getTime() ?? null,
    lot.campaign?.code ?? null,
    lot.campaign?.version ?? null,
    lot.campaign?.contentHash ?? null,
    lot.purchaseId,
  ];
  return key.sign(JSON.stringify(terms));
}

export type HoldTerms = Omit<Hold, 'state' | 'captured'> & { readonly memberId: string; readonly wallet: string };

/** @returns HMAC-SHA256 of what a hold was opened with, hexadecimal */
export function signHold(programId: string, hold: HoldTerms, key: LedgerKey): string {
  const terms = [
    'hold-v1',
    programId,
    hold.memberId,
    hold.wallet,
    hold.seq,
    hold.holdId,
    hold.points,
    hold.purpose,
    hold.createdAt.getTime(),
    hold.expiresAt.getTime(),
    hold.slices.map(({ lotId, points }) => [lotId, points]),
  ];
  return key.sign(JSON.stringify(terms));
}
