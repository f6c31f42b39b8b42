import type { PurchaseDto, PurchaseItemDto } from '#contracts/public/purchase.dto';
import { netMinorOf } from '../public-api/purchases.js';
import type { Receipt, ReceiptFile, RowProblem } from './receipt.js';

export type ReceiptHead = Omit<PurchaseDto, 'items' | 'totalMinor'>;

interface Draft {
  readonly head: ReceiptHead;
  readonly items: PurchaseItemDto[];
  readonly firstLine: number;
  lastLine: number;
}

/** Puts receipts together from lines that may lie anywhere in the file. */
export class ReceiptBuilder {
  private readonly drafts = new Map<string, Draft>();
  private readonly spoiled = new Set<string>();
  private readonly problems: RowProblem[] = [];

  /** The receipt's head as its first line gave it. */
  headOf(transactionId: string): ReceiptHead | undefined {
    return this.drafts.get(transactionId)?.head;
  }

  add(head: ReceiptHead, item: Omit<PurchaseItemDto, 'line'>, fileLine: number): void {
    const draft = this.drafts.get(head.transactionId) ?? { head, items: [], firstLine: fileLine, lastLine: fileLine };
    this.drafts.set(head.transactionId, draft);
    draft.items.push({ line: draft.items.length + 1, ...item });
    draft.lastLine = fileLine;
  }

  /** A receipt with a bad line is left out whole: posted without it, it could never be completed under the same id. */
  reject(problem: RowProblem, transactionId?: string): void {
    this.problems.push(problem);
    if (transactionId) this.spoiled.add(transactionId);
  }

  finish(): ReceiptFile {
    const receipts: Receipt[] = [];
    for (const { head, items, firstLine, lastLine } of this.drafts.values()) {
      if (this.spoiled.has(head.transactionId)) continue;
      const totalMinor = items.reduce((sum, item) => sum + netMinorOf(item), 0);
      const body = { ...head, totalMinor, items };
      receipts.push({ body, occurredAtMs: Date.parse(head.occurredAt), lines: { first: firstLine, last: lastLine } });
    }
    return { receipts: inTimeOrder(receipts), problems: this.problems, skippedReceipts: this.spoiled.size };
  }
}

export function inTimeOrder(receipts: readonly Receipt[]): Receipt[] {
  return receipts.toSorted((left, right) => left.occurredAtMs - right.occurredAtMs);
}
