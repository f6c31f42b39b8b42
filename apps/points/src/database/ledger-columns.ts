import type { AccountChanges } from '../application/ports/account-book.store.js';
import type { LedgerEntry } from '../domain/ledger.js';
import { documentColumn, instantColumn, plainColumn, textColumn } from '#platform/database/columns';

type Rows<Field extends keyof AccountChanges> = AccountChanges[Field];

export function transactionColumns(rows: Rows<'transactions'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ transaction }) => transaction.memberId)),
    plainColumn(column(({ transaction }) => transaction.seq)),
    plainColumn(column(({ transaction }) => transaction.postingId)),
    plainColumn(column(({ transaction }) => transaction.cause.kind)),
    plainColumn(column(({ transaction }) => transaction.cause.source.type)),
    plainColumn(column(({ transaction }) => transaction.cause.source.id)),
    textColumn(column(({ transaction }) => transaction.cause.source.reference)),
    plainColumn(column(({ transaction }) => transaction.cause.actor.type)),
    textColumn(column(({ transaction }) => transaction.cause.actor.id)),
    textColumn(column(({ transaction }) => transaction.cause.storeId)),
    plainColumn(column(({ transaction }) => transaction.cause.corrects ?? null)),
    instantColumn(column(({ transaction }) => transaction.cause.occurredAt)),
    instantColumn(column(({ transaction }) => transaction.cause.recordedAt)),
    plainColumn(column(({ signature }) => signature)),
  ];
}

interface PlacedEntry {
  readonly transaction: Rows<'transactions'>[number]['transaction'];
  readonly entry: LedgerEntry;
  readonly place: number;
}

export function entryColumns(transactions: Rows<'transactions'>): string[] {
  const rows: PlacedEntry[] = transactions.flatMap(({ transaction }) =>
    transaction.entries.map((entry, place) => ({ transaction, entry, place })),
  );
  const column = <Value>(of: (row: PlacedEntry) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ transaction }) => transaction.memberId)),
    plainColumn(column(({ transaction }) => transaction.seq)),
    plainColumn(column(({ place }) => place)),
    plainColumn(column(({ transaction }) => transaction.postingId)),
    plainColumn(column(({ entry }) => entry.account)),
    plainColumn(column(({ entry }) => entry.delta)),
    plainColumn(column(({ entry }) => entry.accountAfter)),
    plainColumn(column(({ entry }) => entry.lotId)),
    textColumn(column(({ entry }) => entry.campaign?.code ?? null)),
    plainColumn(column(({ entry }) => entry.campaign?.version ?? null)),
    plainColumn(column(({ entry }) => entry.campaign?.contentHash ?? null)),
    textColumn(column(({ transaction }) => transaction.cause.tierLevel)),
    instantColumn(column(({ transaction }) => transaction.cause.occurredAt)),
    instantColumn(column(({ transaction }) => transaction.cause.recordedAt)),
  ];
}

export function openedLotColumns(rows: Rows<'openedLots'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ seq }) => seq)),
    plainColumn(column(({ lotId }) => lotId)),
    plainColumn(column(({ issued }) => issued)),
    plainColumn(column(({ remaining }) => remaining)),
    plainColumn(column(({ expired }) => expired)),
    plainColumn(column(({ state }) => state)),
    instantColumn(column(({ earnedAt }) => earnedAt)),
    instantColumn(column(({ activatesAt }) => activatesAt)),
    textColumn(column(({ pendingUntil }) => pendingUntil)),
    instantColumn(column(({ expiresAt }) => expiresAt)),
    textColumn(column(({ campaign }) => campaign?.code ?? null)),
    plainColumn(column(({ campaign }) => campaign?.version ?? null)),
    plainColumn(column(({ campaign }) => campaign?.contentHash ?? null)),
    plainColumn(column(({ purchaseId }) => purchaseId)),
    plainColumn(column(({ signature }) => signature)),
  ];
}

export function changedLotColumns(rows: Rows<'changedLots'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ seq }) => seq)),
    plainColumn(column(({ lotId }) => lotId)),
    plainColumn(column(({ remaining }) => remaining)),
    plainColumn(column(({ expired }) => expired)),
    plainColumn(column(({ state }) => state)),
    instantColumn(column(({ expiresAt }) => expiresAt)),
    plainColumn(column(({ signature }) => signature)),
  ];
}

export function walletColumns(rows: Rows<'wallets'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ available }) => available)),
    plainColumn(column(({ pending }) => pending)),
    plainColumn(column(({ held }) => held)),
    plainColumn(column(({ debt }) => debt)),
    plainColumn(column(({ lifetimeEarned }) => lifetimeEarned)),
    plainColumn(column(({ seq }) => seq)),
    instantColumn(column(({ nextDueAt }) => nextDueAt)),
  ];
}

export function openedHoldColumns(rows: Rows<'openedHolds'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ memberId }) => memberId)),
    plainColumn(column(({ holdId }) => holdId)),
    plainColumn(column(({ seq }) => seq)),
    plainColumn(column(({ points }) => points)),
    plainColumn(column(({ captured }) => captured)),
    plainColumn(column(({ state }) => state)),
    textColumn(column(({ purpose }) => purpose)),
    documentColumn(column(({ slices }) => slices)),
    instantColumn(column(({ createdAt }) => createdAt)),
    instantColumn(column(({ expiresAt }) => expiresAt)),
    plainColumn(column(({ signature }) => signature)),
  ];
}

export function changedHoldColumns(rows: Rows<'changedHolds'>): string[] {
  const column = <Value>(of: (row: (typeof rows)[number]) => Value): Value[] => rows.map(of);
  return [
    plainColumn(column(({ holdId }) => holdId)),
    plainColumn(column(({ captured }) => captured)),
    plainColumn(column(({ state }) => state)),
  ];
}
