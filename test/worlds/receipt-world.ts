import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchasePosting } from '#contracts/internal/points';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import type { ReturnAnswer } from '#contracts/public/return';
import { FixedClock } from '#testing/fixed-clock';
import { brokenInvariants } from '#testing/ledger-invariants';
import { createPointsWorld, type PointsWorld } from './points-world.js';

export const receiptActor = { type: 'client', id: 'till', scope: 'pos' } as const;
const startsAt = '2026-11-21T02:15:00Z';
const correlationId = 'test';
const locale = 'en';

/** A programme without campaigns but `base`, and tills that sell and take back. */
export class ReceiptWorld {
  private constructor(
    readonly points: PointsWorld,
    readonly clock: FixedClock,
    public programId = '',
  ) {}

  static async create(): Promise<ReceiptWorld> {
    const clock = new FixedClock();
    return new ReceiptWorld(await createPointsWorld(clock), clock);
  }

  get database() {
    return this.points.test.database;
  }

  get caller(): Caller {
    return { programId: this.programId, actor: receiptActor, correlationId, locale };
  }

  close(): Promise<void> {
    return this.points.test.close();
  }

  /** Another programme, at the time that all tests begin with. */
  startAgain(): void {
    this.clock.set(startsAt);
    this.programId = randomUUID();
  }

  /** Of two lines and 259 CNY. */
  purchase(transactionId: string, changes: Partial<PurchaseDto> = {}): PurchaseDto {
    return {
      transactionId,
      storeId: 'S01',
      member: 'card:6220001',
      occurredAt: '2026-11-21T10:15:00+08:00',
      currency: 'CNY',
      totalMinor: 25_900,
      items: [
        { line: 1, sku: 'CAT-FOOD-2KG', category: 'pet-food', quantity: 2, unitPriceMinor: 12_000, discountMinor: 0 },
        { line: 2, sku: 'TOY-01', quantity: 1, unitPriceMinor: 1_900 },
      ],
      ...changes,
    };
  }

  posting(purchase: PurchaseDto, member?: ItemResult<ResolvedMember>): PurchasePosting {
    return { purchaseId: randomUUID(), purchase, member, actor: receiptActor, correlationId, locale };
  }

  /** @param memberId null is nobody's */
  sale(transactionId: string, memberId: string | null, changes: Partial<PurchaseDto> = {}): PurchasePosting {
    if (memberId === null) return this.posting(this.purchase(transactionId, { ...changes, member: undefined }));
    const purchase = this.purchase(transactionId, { member: `external:${memberId}`, ...changes });
    return this.posting(purchase, active(memberId));
  }

  async post(one: PurchasePosting): Promise<ItemResult<PurchaseAnswer>> {
    return only(await this.points.purchases.execute(this.programId, [one]));
  }

  async buy(...sale: Parameters<ReceiptWorld['sale']>): Promise<PurchaseAnswer> {
    return answerOf(await this.post(this.sale(...sale)));
  }

  claim(transactionId: string, claimCode: string, memberId: string): Promise<PurchaseAnswer> {
    const member = { memberId, status: 'active' } as const;
    return this.points.claims.execute(this.caller, { transactionId, claimCode, member });
  }

  returnPosting(
    returnId: string,
    transactionId: string,
    quantities: Readonly<Record<number, number>>,
    changes: Partial<ReturnPosting['return']> = {},
  ): ReturnPosting {
    return {
      return: {
        returnId,
        transactionId,
        storeId: 'S02',
        occurredAt: '2026-11-21T10:16:00+08:00',
        items: Object.entries(quantities).map(([line, quantity]) => ({ line: Number(line), quantity })),
        ...changes,
      },
      actor: receiptActor,
      correlationId,
      locale,
    };
  }

  async giveBack(...posting: Parameters<ReceiptWorld['returnPosting']>): Promise<ItemResult<ReturnAnswer>> {
    return only(await this.points.returns.execute(this.programId, [this.returnPosting(...posting)]));
  }

  voidPosting(voidId: string, transactionId: string) {
    const content = { voidId, storeId: 'S01', occurredAt: '2026-11-21T10:16:00+08:00', reason: 'wrong_member' };
    return { transactionId, void: content, actor: receiptActor, correlationId };
  }

  async balanceOf(memberId: string) {
    const [balance] = await this.database.query<{ available: number; pending: number; held: number; debt: number }>(
      'SELECT available, pending, held, debt FROM wallets WHERE program_id = $1 AND member_id = $2',
      [this.programId, memberId],
    );
    return balance;
  }

  async walletOf(memberId: string) {
    const [wallet] = await this.database.query<{ available: number; lifetimeEarned: number; seq: number }>(
      `SELECT available, lifetime_earned AS "lifetimeEarned", seq FROM wallets WHERE program_id = $1 AND member_id = $2`,
      [this.programId, memberId],
    );
    return wallet;
  }

  async count(table: string): Promise<number> {
    const sql = `SELECT count(*) FROM ${table} WHERE program_id = $1`;
    const [row] = await this.database.query<{ count: number }>(sql, [this.programId]);
    return row?.count ?? -1;
  }

  eventsOf(...types: string[]): Promise<{ type: string; data: Record<string, unknown> }[]> {
    return this.database.query<{ type: string; data: Record<string, unknown> }>(
      'SELECT type, data::json AS data FROM outbox WHERE program_id = $1 AND type = ANY ($2::text[]) ORDER BY position',
      [this.programId, types],
    );
  }

  /** What must hold at every commit and does not. */
  broken() {
    return brokenInvariants(this.database, this.programId);
  }

  /** Ends the lots of a purchase then. */
  async expireLotsOf(transactionId: string, at: Date): Promise<void> {
    await this.database.query(
      `UPDATE lots l SET expires_at = $3
         FROM receipts r
        WHERE r.program_id = $1 AND r.transaction_id = $2 AND l.program_id = $1 AND l.purchase_id = r.purchase_id`,
      [this.programId, transactionId, at],
    );
    await this.database.query('UPDATE wallets SET next_due_at = least(next_due_at, $2) WHERE program_id = $1', [
      this.programId,
      at,
    ]);
  }
}

export function active(memberId: string): ItemResult<ResolvedMember> {
  return { ok: true, value: { memberId, status: 'active' } };
}

export function answerOf<Answer>(result: ItemResult<Answer> | undefined): Answer {
  if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
  return result.value;
}

export function codeOf(result: ItemResult<unknown> | undefined): string | undefined {
  return result?.ok ? undefined : result?.error.code;
}

function only<Result>([result]: readonly Result[]): Result {
  if (result === undefined) throw new Error('What was posted has a result.');
  return result;
}
