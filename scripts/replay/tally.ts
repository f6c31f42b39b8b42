import { isAccepted } from '../public-api/purchases.js';
import type { PurchaseResult } from '../public-api/purchases.js';
import type { Receipt } from './receipt.js';

export interface RefusedReceipt {
  readonly transactionId: string;
  readonly code: string;
  readonly detail: string;
  readonly lines: Receipt['lines'];
}

/** What the API answered for one member's receipts of the file. */
export interface MemberTally {
  points: number;
  readonly purchaseIds: Set<string>;
}

export interface CurrencyTally {
  memberMinor: number;
  anonymousMinor: number;
}

/** Counts what the API answered; a receipt that stands in the file twice counts once. */
export class Tally {
  readonly members = new Map<string, MemberTally>();
  readonly currencies = new Map<string, CurrencyTally>();
  readonly refused: RefusedReceipt[] = [];
  memberPurchases = 0;
  anonymousPurchases = 0;
  /** Points of members; what an anonymous receipt would earn is nobody's until it is claimed. */
  points = 0;
  duplicates = 0;
  /** Receipts that have an answer, whatever it is. */
  answered = 0;
  private readonly counted = new Set<string>();

  add({ body, lines }: Receipt, result: PurchaseResult): void {
    this.answered++;
    if (!isAccepted(result)) {
      const { code = `http_${result.status}`, detail = '' } = result;
      this.refused.push({ transactionId: body.transactionId, code, detail, lines });
      return;
    }
    if (result.duplicate === true) this.duplicates++;
    if (this.counted.has(body.transactionId)) return;
    this.counted.add(body.transactionId);
    this.count(body, result);
  }

  private count({ currency, totalMinor }: Receipt['body'], { memberId, purchaseId, points }: PurchaseResult): void {
    const amounts = this.currencies.get(currency) ?? { memberMinor: 0, anonymousMinor: 0 };
    this.currencies.set(currency, amounts);
    if (!memberId) {
      this.anonymousPurchases++;
      amounts.anonymousMinor += totalMinor;
      return;
    }
    this.memberPurchases++;
    amounts.memberMinor += totalMinor;
    const earned = points?.earned ?? 0;
    this.points += earned;
    const member = this.members.get(memberId) ?? { points: 0, purchaseIds: new Set<string>() };
    this.members.set(memberId, member);
    member.points += earned;
    if (purchaseId) member.purchaseIds.add(purchaseId);
  }
}
