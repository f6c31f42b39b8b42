import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { PurchaseView } from '#contracts/public/purchase';
import { type PurchasePageRequest, PurchaseReader } from './ports/purchase.reader.js';
import { purchaseView } from './purchase-view.js';

/** Purchases as they are shown. */
@Injectable()
export class ReadPurchases {
  constructor(private readonly purchases: PurchaseReader) {}

  /** @throws Refusal not_found */
  async byTransactionId(programId: string, transactionId: string): Promise<PurchaseView> {
    const record = await this.purchases.findByTransactionId(programId, transactionId);
    if (!record) throw notFound('purchase');
    return purchaseView(record);
  }

  /** Those that are there, in any order. */
  async byIds(programId: string, purchaseIds: readonly string[]): Promise<PurchaseView[]> {
    return (await this.purchases.findByIds(programId, purchaseIds)).map(purchaseView);
  }

  /** Newest first, at most first + 1 a member; same order as asked. */
  async pages(programId: string, requests: readonly PurchasePageRequest[]): Promise<PurchaseView[][]> {
    return (await this.purchases.findPages(programId, requests)).map((page) => page.map(purchaseView));
  }
}
