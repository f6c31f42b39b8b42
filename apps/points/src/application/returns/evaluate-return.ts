import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import type { Caller } from '#contracts/internal/call';
import type { ReturnEvaluation } from '#contracts/public/return';
import type { EvaluateReturnDto } from '#contracts/public/return.dto';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { assessInstant, assessItems } from '../../domain/returns/assess-return.js';
import { type PlannedReversal, planReversal } from '../../domain/returns/plan-reversal.js';
import { PurchaseNotFoundError } from '../../domain/returns/return.errors.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import { AccountBooks } from '../account-books.js';
import { EarnFromEvents } from '../earn-from-events.js';
import { PurchaseReader } from '../ports/purchase.reader.js';
import { type MovedPoints, movePoints, nothingMoved } from './move-points.js';
import { returnedGoods } from './returned-goods.js';
import { reversedOf } from './reversal-answer.js';

/** What a return would give and take, by the functions that also post; keeps nothing. Refuses as a post does. */
@Injectable()
export class EvaluateReturn {
  constructor(
    private readonly purchases: PurchaseReader,
    private readonly accountBooks: AccountBooks,
    private readonly earnFromEvents: EarnFromEvents,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(caller: Caller, content: EvaluateReturnDto): Promise<ReturnEvaluation> {
    const now = this.clock.now();
    const asked = assessItems(content.items);
    const occurredAt = content.occurredAt === undefined ? now : assessInstant(content.occurredAt, now);
    const purchase = await this.purchases.findByTransactionId(caller.programId, content.transactionId);
    if (!purchase) throw new PurchaseNotFoundError();
    const documentId = this.ids.next();
    const reversal: Reversal = {
      kind: 'return',
      reversalId: documentId,
      documentId,
      transactionId: purchase.transactionId,
      contentHash: '',
      storeId: content.storeId ?? null,
      occurredAt,
      document: { asked, reason: null, actor: caller.actor, correlationId: caller.correlationId },
    };
    const planned = planReversal(purchase, { reversal, parked: false });
    const moved = await this.moved(caller.programId, { purchase, planned, reversal, now });
    return {
      returnId: content.returnId ?? null,
      ...reversedOf({ purchase, planned, moved }),
      full: planned.share.full,
    };
  }

  /** On a book that is opened and never closed: the decision is the ledger's own. */
  private moved(programId: string, { purchase, planned, reversal, now }: Evaluated): Promise<MovedPoints> {
    const { memberId, outcome } = purchase;
    if (memberId === null) return Promise.resolve(nothingMoved);
    const spend = planned.clawBack.reduce((sum, { points }) => sum + points, 0);
    const lotIds = [...planned.clawBack, ...planned.giveBack].map(({ lotId }) => lotId);
    return this.transactions.run(async () => {
      const books = await this.accountBooks.open(programId, { requests: [{ memberId, spend, lotIds }], now });
      const book = books.get(memberId);
      if (!book) throw new Error('The book of the member was opened.');
      const moved = movePoints(book, { reversal, planned, outcome, now });
      for (const goods of returnedGoods(reversal, purchase, planned)) {
        await this.earnFromEvents.evaluate(programId, goods, book);
      }
      return { ...moved, balance: book.balance };
    });
  }
}

interface Evaluated {
  readonly purchase: PurchaseRecord;
  readonly planned: PlannedReversal;
  readonly reversal: Reversal;
  readonly now: Date;
}
