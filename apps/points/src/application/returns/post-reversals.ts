import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { DomainError } from '#kernel/errors';
import { Transactions } from '#kernel/transactions';
import type { ItemResult } from '#contracts/internal/call';
import {
  PurchaseNotFoundError,
  ReversalConflictError,
  TooManyParkedError,
} from '../../domain/returns/return.errors.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import { PurchaseStore } from '../ports/purchase.store.js';
import { keyOf, ReversalStore, type StoredReversal } from '../ports/reversal.store.js';
import { itemRefusal } from '../item-refusals.js';
import { ApplyReversals } from './apply-reversals.js';
import { type AnyReversalAnswer, parkedAnswer } from './reversal-answer.js';
import type { ReversalDraft } from './reversal-draft.js';

/** A receipt that more documents wait for is not a receipt that is late. */
const parkedPerPurchaseMax = 100;

export type ReversalResult = ItemResult<AnyReversalAnswer>;

/**
 * Posts returns and voids of one programme in one durable transaction, each judged on its own: a refused one writes nothing and
 * fails none of its neighbours. Locks ids, then receipts, then wallets, each in one order for everybody. Refusals and their
 * precedence: see the `returns/post` call.
 */
@Injectable()
export class PostReversals {
  constructor(
    private readonly reversals: ReversalStore,
    private readonly purchases: PurchaseStore,
    private readonly apply: ApplyReversals,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  execute(programId: string, drafts: readonly ReversalDraft[]): Promise<ReversalResult[]> {
    return this.transactions.run(() => this.post(programId, drafts));
  }

  private async post(programId: string, drafts: readonly ReversalDraft[]): Promise<ReversalResult[]> {
    const first = new Map<string, ReversalDraft>();
    for (const draft of drafts) if (!first.has(keyOf(draft))) first.set(keyOf(draft), draft);
    const leaders = [...first.values()];
    const results = new Map(await this.postDistinct(programId, leaders));
    // What repeats an id of its own group comes after it, and finds it recorded or the id free.
    const later = drafts.filter((draft) => !results.has(draft));
    if (later.length > 0) {
      const others = await this.post(programId, later);
      for (const [index, draft] of later.entries()) results.set(draft, resultOf(others[index]));
    }
    return drafts.map((draft) => resultOf(results.get(draft)));
  }

  private async postDistinct(
    programId: string,
    drafts: readonly ReversalDraft[],
  ): Promise<[ReversalDraft, ReversalResult][]> {
    const now = this.clock.now();
    const acceptable = drafts.flatMap(({ verdict }) => (verdict.refusal === undefined ? [verdict.reversal] : []));
    const registered =
      acceptable.length > 0 ? await this.reversals.register(programId, acceptable, now) : new Set<string>();
    // Its own statement after the one that waited: what a concurrent post committed meanwhile is seen only now.
    const others = drafts.filter((draft) => !registered.has(keyOf(draft)));
    const stored = others.length > 0 ? await this.reversals.find(programId, others) : new Map<string, StoredReversal>();
    const fresh = drafts.filter((draft) => registered.has(keyOf(draft)));
    const recorded = await this.record(programId, fresh, now);
    return drafts.map((draft) => {
      const known = stored.get(keyOf(draft));
      if (known) return [draft, again(known, draft)];
      const result = recorded.get(draft);
      if (result) return [draft, result];
      if (draft.verdict.refusal) return [draft, { ok: false, error: draft.verdict.refusal }];
      throw new Error('A return is known, recorded or refused.');
    });
  }

  private async record(
    programId: string,
    drafts: readonly ReversalDraft[],
    now: Date,
  ): Promise<Map<ReversalDraft, ReversalResult>> {
    const results = new Map<ReversalDraft, ReversalResult>();
    if (drafts.length === 0) return results;
    const receipts = await this.reversals.lockReceipts(programId, {
      transactionIds: idsOf(drafts),
      awaited: idsOf(drafts.filter(({ requirePurchase }) => !requirePurchase)),
    });
    const stateOf = (draft: ReversalDraft): string | undefined => receipts.get(reversalOf(draft).transactionId);
    const applicable = drafts.filter((draft) => stateOf(draft) === 'recorded');
    const applied = await this.applyTo(programId, applicable, now);
    for (const [index, draft] of applicable.entries()) results.set(draft, resultOf(applied[index]));
    const waiting = drafts.filter((draft) => stateOf(draft) !== 'recorded');
    const parked = await this.park(programId, waiting);
    for (const [draft, result] of parked) results.set(draft, result);
    await this.keep(programId, results);
    return results;
  }

  private async applyTo(
    programId: string,
    drafts: readonly ReversalDraft[],
    now: Date,
  ): Promise<readonly ReversalResult[]> {
    if (drafts.length === 0) return [];
    const posted = await this.purchases.findPosted(programId, idsOf(drafts));
    const purchases = new Map([...posted].map(([transactionId, { record }]) => [transactionId, record]));
    const application = { purchases, reversals: drafts.map(reversalOf), parked: false, now };
    return (await this.apply.execute(programId, application)).results;
  }

  private async park(programId: string, drafts: readonly ReversalDraft[]): Promise<[ReversalDraft, ReversalResult][]> {
    if (drafts.length === 0) return [];
    const counts = new Map(await this.reversals.countParked(programId, idsOf(drafts)));
    return drafts.map((draft) => {
      const reversal = reversalOf(draft);
      if (draft.requirePurchase) return [draft, refused(new PurchaseNotFoundError())];
      const count = counts.get(reversal.transactionId) ?? 0;
      if (count >= parkedPerPurchaseMax) {
        return [draft, refused(new TooManyParkedError(reversal.transactionId, parkedPerPurchaseMax))];
      }
      counts.set(reversal.transactionId, count + 1);
      return [draft, { ok: true, value: parkedAnswer(reversal) }];
    });
  }

  private async keep(programId: string, results: ReadonlyMap<ReversalDraft, ReversalResult>): Promise<void> {
    const answers = [...results].flatMap(([{ kind, reversalId }, result]) =>
      result.ok ? [{ kind, reversalId, state: result.value.status, answer: result.value }] : [],
    );
    const free = [...results].flatMap(([draft, { ok }]) => (ok ? [] : [draft]));
    if (answers.length > 0) await this.reversals.answer(programId, answers);
    if (free.length > 0) await this.reversals.unregister(programId, free);
  }
}

function reversalOf({ verdict }: ReversalDraft): Reversal {
  if (verdict.refusal) throw new Error('A refused return has no document.');
  return verdict.reversal;
}

function idsOf(drafts: readonly ReversalDraft[]): string[] {
  return [...new Set(drafts.map((draft) => reversalOf(draft).transactionId))];
}

function again(stored: StoredReversal, { kind, reversalId, contentHash }: ReversalDraft): ReversalResult {
  return stored.contentHash === contentHash
    ? { ok: true, value: { ...(stored.answer as AnyReversalAnswer), duplicate: true } }
    : refused(new ReversalConflictError(kind, reversalId));
}

function refused(error: DomainError): ReversalResult {
  return { ok: false, error: itemRefusal(error) };
}

function resultOf(result: ReversalResult | undefined): ReversalResult {
  if (!result) throw new Error('Every return has a result.');
  return result;
}
