import type { LedgerKey } from '../ledger-key.js';
import { type HoldTerms, type LotTerms, signHold, signLot, signTransaction } from '../ledger-signature.js';
import type { LedgerKind, LotSlice, SourceType } from '../ledger.js';
import { DerivedHolds } from './derived-holds.js';
import { DerivedLots } from './derived-lots.js';
import {
  type EntryHead,
  shownInstant,
  type StoredEntry,
  type StoredHold,
  type StoredLot,
  type StoredTransaction,
  type StoredWallet,
  type WalletKey,
  type WrongRow,
} from './stored-rows.js';

/**
 * One member's wallet, derived again from its entries alone: rows come in their order, and each call tells the first that is not
 * what it must be.
 */
export class DerivedWallet {
  private seq = 0;
  private lifetimeEarned = 0;
  private nextDueAtMs = Infinity;
  private readonly sums: Record<string, number> = { available: 0, pending: 0, held: 0, debt: 0 };
  private readonly lots = new DerivedLots();
  private readonly holds = new DerivedHolds();
  /** What went to other members, less what came from them. */
  transferred = 0;

  constructor(
    private readonly owner: WalletKey,
    private readonly key: LedgerKey,
  ) {}

  post(transaction: StoredTransaction, entries: readonly StoredEntry[]): WrongRow | undefined {
    if (transaction.seq !== this.seq + 1) return this.missing('ledger_transactions', { seq: this.seq + 1 });
    this.seq = transaction.seq;
    const wrong =
      this.wrongCopy(transaction, entries) ??
      this.wrongSum(transaction, entries) ??
      this.wrongMove(transaction, entries);
    if (wrong) return wrong;
    this.holds.post(transaction, entries);
    const signature = signTransaction(
      this.owner.programId,
      ledgerTransactionOf(this.owner, transaction, entries),
      this.key,
    );
    if (transaction.signature === signature) return undefined;
    const found = transaction.signature === null ? 'no signature' : 'a signature of other content';
    return this.wrong('ledger_transactions', { seq: this.seq }, 'a signature of it and of its entries', found);
  }

  lot(row: StoredLot): WrongRow | undefined {
    const key = { seq: row.seq, lot_id: row.lotId };
    const expected = this.lots.wrongOf(row);
    if (expected !== undefined) return this.wrong('lots', key, expected, shown(row));
    if (row.signature !== signLot(this.owner.programId, termsOf(this.owner, row), this.key)) {
      return this.wrong(
        'lots',
        key,
        'a signature of its terms',
        row.signature === null ? 'none' : 'one of other terms',
      );
    }
    const dueAtMs = row.state === 'pending' ? (row.activatesAtMs ?? row.expiresAtMs) : row.expiresAtMs;
    if (row.remaining > 0) this.expect(dueAtMs);
    return undefined;
  }

  hold(row: StoredHold): WrongRow | undefined {
    const key = { hold_id: row.holdId };
    const slices = JSON.parse(row.slices) as LotSlice[];
    const expected = this.holds.wrongOf(row, slices);
    if (expected !== undefined) return this.wrong('holds', key, expected, shown(row));
    if (row.signature !== signHold(this.owner.programId, holdTermsOf(this.owner, row, slices), this.key)) {
      return this.wrong(
        'holds',
        key,
        'a signature of its terms',
        row.signature === null ? 'none' : 'one of other terms',
      );
    }
    if (row.state === 'open') this.expect(row.expiresAtMs);
    return undefined;
  }

  /** Last, when all other rows of the wallet have been seen. */
  wallet(row: StoredWallet | undefined): WrongRow | undefined {
    const lot = this.lots.missing;
    if (lot) return this.missing('lots', { seq: lot.seq, lot_id: lot.lotId });
    if (this.holds.missing !== undefined) return this.missing('holds', { seq: this.holds.missing });
    if (!row) return this.missing('wallets', {});
    const expected: Record<string, number> = {
      seq: this.seq,
      available: this.sum('available'),
      pending: this.sum('pending'),
      held: this.sum('held'),
      debt: 0 - this.sum('debt'),
      lifetimeEarned: this.lifetimeEarned,
    };
    const field = Object.keys(expected).find((name) => row[name as keyof StoredWallet] !== expected[name]);
    if (field !== undefined) return this.wrong('wallets', {}, `${field} ${String(expected[field])}`, shown(row));
    if ((row.nextDueAtMs ?? Infinity) <= this.nextDueAtMs) return undefined;
    return this.wrong('wallets', {}, `next_due_at by ${shownInstant(this.nextDueAtMs)}`, shown(row));
  }

  /** Entries that belong to no transaction. */
  orphan(entry: StoredEntry): WrongRow {
    return this.missing('ledger_transactions', { seq: entry.head.seq });
  }

  private wrongCopy(transaction: StoredTransaction, entries: readonly StoredEntry[]): WrongRow | undefined {
    const { seq } = transaction;
    let seen: EntryHead | undefined;
    for (let place = 0; place < entries.length; place += 1) {
      const entry = entries[place];
      if (entry?.place !== place) return this.missing('ledger_entries', { seq, place });
      const wrong = entry.head === seen ? undefined : this.wrongHead(transaction, entry, seen ?? entry.head);
      if (wrong) return wrong;
      seen = entry.head;
    }
    return seen ? undefined : this.missing('ledger_entries', { seq, place: 0 });
  }

  private wrongHead(transaction: StoredTransaction, entry: StoredEntry, first: EntryHead): WrongRow | undefined {
    const { head } = entry;
    if (head.postingId !== transaction.postingId)
      return this.wrongEntry(entry, `posting_id ${transaction.postingId} of its transaction`, head.postingId);
    for (const field of ['occurredAtMs', 'recordedAtMs'] as const) {
      if (!Object.is(head[field], transaction[field])) {
        const expected = `${field.slice(0, -2)} ${shownInstant(transaction[field])} of its transaction`;
        return this.wrongEntry(entry, expected, shownInstant(head[field]));
      }
    }
    if (head.tierLevel === first.tierLevel) return undefined;
    return this.wrongEntry(entry, 'one tier level in all entries of a transaction', String(head.tierLevel));
  }

  private wrongSum({ seq }: StoredTransaction, entries: readonly StoredEntry[]): WrongRow | undefined {
    let sum = 0;
    for (const entry of entries) {
      sum += entry.delta;
      const before = this.sums[entry.account];
      if (before === undefined) {
        if (entry.account === 'issued') this.lifetimeEarned -= entry.delta;
        if (entry.account === 'transferred') this.transferred += entry.delta;
        continue;
      }
      const after = before + entry.delta;
      if (entry.accountAfter !== after) {
        return this.wrongEntry(
          entry,
          `account_after ${after} (${before} and delta ${entry.delta})`,
          String(entry.accountAfter),
        );
      }
      this.sums[entry.account] = after;
    }
    if (sum !== 0) return this.wrongBalance(seq, sum, entries);
    const [available, debt] = [this.sum('available'), 0 - this.sum('debt')];
    const isSound = available >= 0 && this.sum('pending') >= 0 && this.sum('held') >= 0 && debt >= 0;
    if (isSound && (debt === 0 || available === 0)) return undefined;
    return this.wrong(
      'ledger_transactions',
      { seq },
      'no account below 0, and debt only where nothing is available',
      shown(this.sums),
    );
  }

  /** The running sums of the member's side are right, so it is the programme's side that is not. */
  private wrongBalance(seq: number, sum: number, entries: readonly StoredEntry[]): WrongRow {
    const ofProgram = entries.filter(({ accountAfter }) => accountAfter === null);
    const [only] = ofProgram;
    if (!only) return this.missing('ledger_entries', { seq, place: entries.length });
    if (ofProgram.length === 1) return this.wrongEntry(only, `delta ${only.delta - sum}`, `delta ${only.delta}`);
    return this.wrong('ledger_transactions', { seq }, 'entries that sum to 0', `entries that sum to ${sum}`);
  }

  private wrongMove({ seq, kind }: StoredTransaction, entries: readonly StoredEntry[]): WrongRow | undefined {
    const wrong = this.lots.post(seq, kind, entries);
    return wrong && this.wrongEntry(wrong.entry, wrong.expected, `delta ${wrong.entry.delta}`);
  }

  private sum(account: string): number {
    return this.sums[account] ?? 0;
  }

  private expect(atMs: number | null): void {
    if (atMs !== null) this.nextDueAtMs = Math.min(this.nextDueAtMs, atMs);
  }

  private wrongEntry({ head, place }: StoredEntry, expected: string, found: string): WrongRow {
    return this.wrong('ledger_entries', { seq: head.seq, place }, expected, found);
  }

  private missing(table: string, key: WrongRow['key']): WrongRow {
    return this.wrong(table, key, 'the row', 'nothing');
  }

  private wrong(table: string, key: WrongRow['key'], expected: string, found: string): WrongRow {
    const { programId, memberId, wallet } = this.owner;
    return { table, key: { program_id: programId, member_id: memberId, wallet, ...key }, expected, found };
  }
}

function ledgerTransactionOf({ memberId, wallet }: WalletKey, row: StoredTransaction, entries: readonly StoredEntry[]) {
  return {
    memberId,
    wallet,
    seq: row.seq,
    postingId: row.postingId,
    cause: {
      kind: row.kind as LedgerKind,
      occurredAt: new Date(row.occurredAtMs),
      recordedAt: new Date(row.recordedAtMs),
      source: { type: row.sourceType as SourceType, id: row.sourceId, reference: row.sourceReference },
      actor: { type: row.actorType, id: row.actorId },
      storeId: row.storeId,
      tierLevel: entries[0]?.head.tierLevel ?? null,
      corrects: row.corrects,
    },
    entries,
  };
}

function termsOf({ memberId, wallet }: WalletKey, row: StoredLot): LotTerms {
  return {
    memberId,
    wallet,
    seq: row.seq,
    lotId: row.lotId,
    issued: row.issued,
    earnedAt: new Date(row.earnedAtMs),
    activatesAt: dateOf(row.activatesAtMs),
    pendingUntil: row.pendingUntil,
    expiresAt: dateOf(row.expiresAtMs),
    campaign: row.campaign,
    purchaseId: row.purchaseId,
  };
}

function holdTermsOf({ memberId, wallet }: WalletKey, row: StoredHold, slices: readonly LotSlice[]): HoldTerms {
  const { seq, holdId, points, purpose } = row;
  const [createdAt, expiresAt] = [new Date(row.createdAtMs), new Date(row.expiresAtMs)];
  return { memberId, wallet, seq, holdId, points, purpose, createdAt, expiresAt, slices };
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function shown(row: object): string {
  return JSON.stringify(row);
}
