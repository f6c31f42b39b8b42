import { randomUUID } from 'node:crypto';
import type { ItemResult } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { ReturnPosting } from '#contracts/internal/returns';
import { actor, type StoredPurchase } from './ledger-under-test.js';
import type { OperationOf as Of } from './operations.js';
import { pick } from './pick.js';
import { type Outcome, type PlainPurchase, type PlainReversal, takeBack, takeBackEarlier } from './plain-shop.js';
import type { PlainLot, PlainWallet } from './plain-wallet.js';
import { membersCount, type SideBySide } from './side-by-side.js';

/** A receipt names its buyer by a card; what the card leads to is said beside it, as the gateway does. */
interface Sale {
  readonly posting: PurchasePosting;
  readonly buyer: number | null;
  /** Why points will refuse it for what it says itself; null for a sound one. */
  readonly trouble: string | null;
}

interface GivenBack extends PlainReversal {
  readonly id: string;
  readonly transactionId: string;
  readonly requirePurchase: boolean;
}

const refusalOf: ReadonlyMap<string, string> = new Map([
  ['suspended', 'member_suspended'],
  ['unknown', 'member_not_found'],
  ['total', 'total_mismatch'],
]);

/** Purchases, what comes back of them, and claims: as tills send them, and as the model does them. */
export class Tills {
  private readonly parked = new Map<string, GivenBack[]>();
  private readonly sales: Sale[] = [];
  private readonly uploads: Sale[] = [];
  private readonly givenBack = new Map<string, GivenBack>();

  constructor(private readonly side: SideBySide) {}

  async postSales(operations: readonly Of<'buy' | 'upload' | 'again'>[]): Promise<void> {
    const sales = operations.flatMap((each) => {
      if (each.kind === 'buy') return this.sell(each);
      if (each.kind === 'upload') return this.uploads.splice(each.which % Math.max(1, this.uploads.length), 1);
      const earlier = pick(this.sales, each.which);
      return earlier ? [each.changed ? changedSale(earlier) : earlier] : [];
    });
    // Points that one of them brings must not pay for another of the same member before the database has told the lots' ids.
    for (const group of this.groupsOf(sales)) {
      const results = await this.side.ledger.postPurchases(
        this.side.programId,
        group.map(({ posting }) => posting),
      );
      const stored = await this.side.storedPurchases();
      for (const [index, sale] of group.entries()) {
        const { transactionId } = sale.posting.purchase;
        const outcome = this.record(sale, { result: results[index], stored: stored.get(transactionId) });
        this.side.same(`purchase ${transactionId}`, results[index], outcome);
      }
      await this.side.link();
    }
  }

  private groupsOf(sales: readonly Sale[]): Sale[][] {
    const groups: Sale[][] = [];
    let buyers = new Set<number>();
    for (const sale of sales) {
      const { buyer } = sale;
      const group = groups.at(-1);
      if (!group || (buyer !== null && buyers.has(buyer) && sale.posting.purchase.redeem)) {
        groups.push([sale]);
        buyers = new Set();
      } else group.push(sale);
      if (buyer !== null) buyers.add(buyer);
    }
    return groups;
  }

  private sell({ who, items, pay, ageHours, trouble }: Of<'buy'>): Sale[] {
    const transactionId = `T${String(this.side.nextNumber())}`;
    const buyer = trouble === 'anonymous' ? null : who % membersCount;
    const lines = items.map(({ cents, thousandths }, index) => ({
      line: index + 1,
      sku: `SKU-${String(index)}`,
      quantity: thousandths / 1_000,
      unitPriceMinor: cents,
      ...(thousandths % 1_000 === 0 ? {} : { lineTotalMinor: Math.round((cents * thousandths) / 1_000) }),
    }));
    const total = lines.reduce((sum, each) => sum + (each.lineTotalMinor ?? each.unitPriceMinor * each.quantity), 0);
    const available = buyer === null ? 0 : (this.side.wallets[buyer]?.available ?? 0);
    const points = pay === null || buyer === null ? 0 : Math.max(1, Math.floor((available * pay) / 1_000));
    const sale: Sale = {
      buyer,
      trouble: refusalOf.get(trouble) ?? null,
      posting: {
        purchaseId: randomUUID(),
        purchase: {
          transactionId,
          occurredAt: new Date(this.side.nowMs - ageHours * 3_600_000).toISOString(),
          currency: 'CNY',
          totalMinor: trouble === 'total' ? total + 1 : total,
          items: lines,
          ...(buyer === null ? {} : { member: `card:${String(buyer)}` }),
          ...(points > 0 ? { redeem: { points } } : {}),
        },
        ...(buyer === null ? {} : { member: this.resolved(buyer, trouble) }),
        actor,
        correlationId: 'test',
        locale: 'en',
      },
    };
    this.sales.push(sale);
    if (trouble !== 'uploaded_later') return [sale];
    this.uploads.push(sale);
    return [];
  }

  private resolved(member: number, trouble: string): PurchasePosting['member'] {
    if (trouble === 'unknown') return { ok: false, error: { code: 'member_not_found', detail: 'Nobody.' } };
    const status = trouble === 'suspended' ? 'suspended' : 'active';
    return { ok: true, value: { memberId: this.side.members[member] ?? '', status } };
  }

  private record(
    { posting: { purchase }, buyer, trouble }: Sale,
    { result, stored }: { result: ItemResult<{ claimCode?: string }> | undefined; stored: StoredPurchase | undefined },
  ): Outcome<object> {
    const content = JSON.stringify(purchase);
    const known = this.side.purchases.get(purchase.transactionId);
    if (known) return known.content === content ? { duplicate: true } : 'transaction_conflict';
    if (trouble !== null) return trouble;
    const wallet = buyer === null ? undefined : this.side.wallets[buyer];
    const points = purchase.redeem?.points ?? 0;
    wallet?.settle(this.side.nowMs);
    if (wallet && points > wallet.available) return 'insufficient_points';
    // A point is worth a hundredth of a yuan.
    if (points > purchase.totalMinor) return 'not_eligible';
    if (!stored) return 'recorded';
    const payableMinor = purchase.totalMinor - points;
    const earned = wallet ? Math.floor(payableMinor / 100) : 0;
    const redemption = wallet?.take(points) ?? [];
    const made: PlainPurchase = {
      content,
      lines: this.linesOf(stored, purchase.items),
      payableMinor,
      redemption,
      lots: [],
      owner: buyer,
      claimCode: result?.ok ? result.value.claimCode : undefined,
      state: 'recorded',
      refundMinor: 0,
      clawedBack: 0,
      refunded: 0,
    };
    this.side.expect(
      `points of ${purchase.transactionId}`,
      [stored.pointsEarned, stored.pointsRedeemed, stored.payableMinor],
      [earned, points, payableMinor],
    );
    this.side.purchases.set(purchase.transactionId, made);
    if (wallet) made.lots = this.earn(wallet, stored, purchase.occurredAt);
    wallet?.settle(this.side.nowMs);
    const waiting = this.parked.get(purchase.transactionId) ?? [];
    this.parked.delete(purchase.transactionId);
    const balance = wallet?.balance ?? null;
    for (const reversal of waiting) takeBack(made, reversal, { wallet, parked: true, nowMs: this.side.nowMs });
    return waiting.length > 0 ? { duplicate: false } : { duplicate: false, balance };
  }

  /** The shares of the lines are the campaigns' to decide; here they must only sum to the whole. */
  private linesOf({ lines, lots, pointsRedeemed }: StoredPurchase, items: PurchasePosting['purchase']['items']) {
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    this.side.expect('redeemed points by line', sum(lines.map(({ redeemed }) => redeemed ?? 0)), pointsRedeemed);
    for (const { points, pointsByLine } of lots) this.side.expect('points by line', sum(pointsByLine), points);
    return lines.map(({ line, netMinor, points, redeemed }, index) => {
      const earned = lots.map(({ pointsByLine }) => pointsByLine[index] ?? 0);
      this.side.expect('points of a line', sum(earned), points);
      return {
        line,
        netMinor,
        redeemed: redeemed ?? 0,
        earned,
        returned: 0,
        sold: Math.round((items[index]?.quantity ?? 0) * 1_000),
      };
    });
  }

  private earn(wallet: PlainWallet, { lots, pointsEarned }: StoredPurchase, occurredAt: string): PlainLot[] {
    this.side.expect(
      'points of the lots',
      lots.reduce((sum, { points }) => sum + points, 0),
      pointsEarned,
    );
    if (lots.length === 0) return [];
    const terms = this.side.termsAt(new Date(occurredAt));
    const opened = wallet.earn(
      lots.map(({ points }) => ({ points, ...terms })),
      this.side.nowMs,
    );
    opened.forEach((lot, index) => (lot.id = lots[index]?.lotId ?? ''));
    return opened;
  }

  async postReturns(operations: readonly Of<'return' | 'again'>[]): Promise<void> {
    const given = operations.flatMap((each) => {
      if (each.kind === 'return') return this.giveBack(each);
      const earlier = pick(
        [...this.givenBack.values()].filter(({ asked }) => asked),
        each.which,
      );
      if (!earlier) return [];
      const asked = each.changed ? [...(earlier.asked ?? []), { line: 999, thousandths: 1 }] : earlier.asked;
      return [{ ...earlier, asked }];
    });
    if (given.length === 0) return;
    const results = await this.side.ledger.postReturns(
      this.side.programId,
      given.map((each) => returnPosting(each)),
    );
    for (const [index, each] of given.entries())
      this.side.same(`return ${each.id} of ${each.transactionId}`, results[index], this.takeBack(each));
  }

  private giveBack({ which, shares, trouble }: Of<'return'>): GivenBack[] {
    const sale = pick(this.sales, which);
    if (!sale) return [];
    const { transactionId, items } = sale.posting.purchase;
    const asked = items.flatMap(({ line, quantity }, index) => {
      const share = shares[index % shares.length] ?? null;
      const thousandths = share === null ? 0 : Math.max(1, Math.floor((Math.round(quantity * 1_000) * share) / 1_000));
      return thousandths > 0 ? [{ line, thousandths }] : [];
    });
    if (trouble === 'unknown_line') asked.push({ line: 77, thousandths: 1_000 });
    if (asked.length === 0) return [];
    const id = `R${String(this.side.nextNumber())}`;
    return [{ id, transactionId, asked, requirePurchase: trouble === 'require_purchase' }];
  }

  async postVoid({ which }: Of<'void'>): Promise<void> {
    const sale = pick(this.sales, which);
    if (!sale) return;
    const { transactionId } = sale.posting.purchase;
    const id = `V${String(this.side.nextNumber())}`;
    const result = await this.side.ledger.postVoid(this.side.programId, transactionId, id);
    this.side.same(
      `void of ${transactionId}`,
      result,
      this.takeBack({ id, transactionId, asked: null, requirePurchase: false }),
    );
  }

  private takeBack(given: GivenBack): Outcome<object> {
    const known = this.givenBack.get(given.id);
    if (known) return JSON.stringify(known) === JSON.stringify(given) ? { duplicate: true } : 'transaction_conflict';
    const purchase = this.side.purchases.get(given.transactionId);
    if (!purchase) {
      if (given.requirePurchase) return 'not_found';
      this.givenBack.set(given.id, given);
      this.parked.set(given.transactionId, [...(this.parked.get(given.transactionId) ?? []), given]);
      return { duplicate: false, status: 'parked' };
    }
    const wallet = purchase.owner === null ? undefined : this.side.wallets[purchase.owner];
    const taken = takeBack(purchase, given, { wallet, parked: false, nowMs: this.side.nowMs });
    if (typeof taken === 'string') return taken;
    this.givenBack.set(given.id, given);
    const { refundMinor, ...points } = taken;
    return { duplicate: false, status: 'recorded', refundMinor, points, balance: wallet?.balance ?? null };
  }

  async claim({ which, who, wrongCode }: Of<'claim'>): Promise<void> {
    const anonymous = [...this.side.purchases].filter(([, { claimCode }]) => claimCode !== undefined);
    const [transactionId, purchase] = pick(anonymous, which) ?? [];
    if (transactionId === undefined || !purchase?.claimCode) return;
    const claimCode = wrongCode ? 'WRONGWRONGWRONGW' : purchase.claimCode;
    const memberId = this.side.members[who % membersCount] ?? '';
    const result = await this.side.ledger.claim(this.side.programId, { transactionId, claimCode, memberId });
    const outcome = (): Outcome<object> => {
      if (wrongCode) return 'not_found';
      if (purchase.owner !== null) return 'already_claimed';
      return purchase.state === 'voided' ? 'purchase_voided' : {};
    };
    const expected = outcome();
    this.side.same(`claim of ${transactionId}`, result, expected);
    if (typeof expected === 'string') return;
    purchase.owner = who % membersCount;
    const stored = (await this.side.storedPurchases()).get(transactionId);
    const wallet = this.side.wallets[purchase.owner];
    if (!stored || !wallet) throw new Error('A claimed purchase is there.');
    const sale = this.sales.find(({ posting }) => posting.purchase.transactionId === transactionId);
    const lines = this.linesOf(stored, sale?.posting.purchase.items ?? []);
    purchase.lines.forEach((line, index) => Object.assign(line, { earned: lines[index]?.earned ?? [] }));
    this.side.expect('points of a claim', stored.pointsEarned, Math.floor(purchase.payableMinor / 100));
    wallet.settle(this.side.nowMs);
    purchase.lots = this.earn(wallet, stored, sale?.posting.purchase.occurredAt ?? '');
    wallet.settle(this.side.nowMs);
    takeBackEarlier(purchase, wallet, this.side.nowMs);
    await this.side.link();
  }
}

function changedSale(sale: Sale): Sale {
  const purchase = structuredClone(sale.posting.purchase);
  for (const item of purchase.items) item.sku += '-OTHER';
  return { ...sale, posting: { ...sale.posting, purchaseId: randomUUID(), purchase } };
}

function returnPosting({ id, transactionId, asked, requirePurchase }: GivenBack): ReturnPosting {
  return {
    return: {
      returnId: id,
      transactionId,
      occurredAt: '2026-11-21T02:15:00Z',
      items: (asked ?? []).map(({ line, thousandths }) => ({ line, quantity: thousandths / 1_000 })),
      ...(requirePurchase ? { requirePurchase } : {}),
    },
    actor,
    correlationId: 'test',
    locale: 'en',
  };
}
