import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult, Replayable } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { ReturnAnswer, VoidAnswer } from '#contracts/public/return';
import { DomainError } from '#kernel/errors';
import { Idempotency } from '#platform/database/idempotency';
import { brokenInvariants } from '#testing/ledger-invariants';
import { stopSyncing } from '#testing/event-world';
import { createTestService, type TestService } from '#testing/test-service';
import { ClaimPurchase } from '../../apps/points/src/application/claim-purchase.js';
import { CampaignCatalogue } from '../../apps/points/src/application/campaign-catalogue.js';
import { PostPurchases } from '../../apps/points/src/application/post-purchases.js';
import { PostSpending } from '../../apps/points/src/application/post-spending.js';
import { PointsSettingsStore } from '../../apps/points/src/application/ports/points-settings.store.js';
import { PostReturns } from '../../apps/points/src/application/returns/post-returns.js';
import { SettleDue } from '../../apps/points/src/application/settle-due.js';
import { pointsDatabase } from '../../apps/points/src/database/points.database.js';
import { PointsEnv } from '../../apps/points/src/points.env.js';
import { PointsModule } from '../../apps/points/src/points.module.js';

export const ledgerKey = 'ledger'.repeat(6);
export const actor = { type: 'client', id: 'till', scope: 'pos' } as const;

export interface StoredWallet {
  readonly memberId: string;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetime: number;
}

export interface StoredLot {
  readonly memberId: string;
  readonly id: string;
  readonly seq: number;
  readonly earnedAt: Date;
  readonly activatesAt: Date | null;
  readonly expiresAt: Date | null;
  readonly issued: number;
  readonly remaining: number;
  readonly expired: number;
  readonly state: 'pending' | 'active' | 'cancelled';
}

export interface StoredPurchase {
  readonly transactionId: string;
  readonly memberId: string | null;
  readonly state: string;
  readonly payableMinor: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly lines: readonly { line: number; netMinor: number; points: number; redeemed?: number }[];
  readonly lots: readonly { lotId: string; points: number; pointsByLine: readonly number[] }[];
  readonly returned: {
    readonly lines: readonly { line: number; thousandths: number }[];
    readonly refundMinor: number;
    readonly pointsClawedBack: number;
    readonly pointsRefunded: number;
  } | null;
}

export interface StoredHold {
  readonly id: string;
  readonly state: string;
  readonly captured: number;
}

export interface StoredLedger {
  readonly wallets: readonly StoredWallet[];
  readonly lots: readonly StoredLot[];
  readonly purchases: readonly StoredPurchase[];
  readonly holds: readonly StoredHold[];
}

/** The points service as it is wired in production, on a database of its own; a programme a history. */
export class LedgerUnderTest {
  private constructor(private readonly service: TestService) {}

  static async create(): Promise<LedgerUnderTest> {
    const service = await createTestService({
      database: pointsDatabase,
      EnvClass: PointsEnv,
      module: (env) => PointsModule.forRoot(env),
      env: {
        KEEPSAKE_CLAIM_KEY: 'claim'.repeat(8),
        KEEPSAKE_REFERENCE_KEY: 'reference'.repeat(4),
        KEEPSAKE_LEDGER_KEY: ledgerKey,
      },
    });
    // A test that makes thousands of commits does not prove the disk.
    await stopSyncing(service.test.adminUrl);
    return new LedgerUnderTest(service);
  }

  get clock() {
    return this.service.clock;
  }

  get test() {
    return this.service.test;
  }

  close(): Promise<void> {
    return this.service.close();
  }

  /** @param lots policies of the programme's lots */
  async openProgram(timeZone: string, lots: object): Promise<string> {
    const programId = randomUUID();
    const settings = this.service.app.get(PointsSettingsStore);
    await settings.rememberPrograms([{ programId, currency: 'CNY', timeZone }]);
    const document = { lots, transfers: { enabled: true, perTransferPointsMax: null, perDayPointsMax: null } };
    const recordedAt = this.clock.now();
    await settings.insert(programId, { version: 1, document, contentHash: 'test', recordedAt }, actor);
    await this.service.app.get(CampaignCatalogue).open(programId);
    return programId;
  }

  postPurchases(programId: string, postings: readonly PurchasePosting[]): Promise<ItemResult<PurchaseAnswer>[]> {
    return this.service.app.get(PostPurchases).execute(programId, postings);
  }

  postReturns(programId: string, postings: readonly ReturnPosting[]): Promise<ItemResult<ReturnAnswer>[]> {
    return this.service.app.get(PostReturns).execute(programId, postings);
  }

  async postVoid(programId: string, transactionId: string, voidId: string): Promise<ItemResult<VoidAnswer>> {
    const occurredAt = this.clock.now().toISOString();
    const posting = { transactionId, void: { voidId, occurredAt }, actor, correlationId: 'test' };
    return asResult(this.service.app.get(PostReturns).voidOne(programId, posting));
  }

  async claim(
    programId: string,
    claim: { transactionId: string; claimCode: string; memberId: string },
  ): Promise<ItemResult<PurchaseAnswer>> {
    const caller: Caller = { programId, actor, correlationId: 'test', locale: 'en' };
    const { memberId, ...rest } = claim;
    return asResult(
      this.service.app.get(ClaimPurchase).execute(caller, { ...rest, member: { memberId, status: 'active' } }),
    );
  }

  async spend(
    programId: string,
    postings: readonly SpendingPosting[],
  ): Promise<ItemResult<Replayable<SpendingAnswer>>[]> {
    const { app } = this.service;
    return app
      .get(Idempotency)
      .runMany(programId, postings, (fresh) => app.get(PostSpending).execute(programId, fresh));
  }

  /** What the job does: posts what has fallen due in wallets that nobody has touched since. */
  async settle(programId: string): Promise<void> {
    const asOf = this.clock.now();
    // The service's own job may be at it, which this one does not wait for; the lock does.
    const locked = 'SELECT member_id FROM wallets WHERE program_id = $1 AND next_due_at <= $2 FOR UPDATE';
    do await this.service.app.get(SettleDue).execute({ asOf });
    while ((await this.test.database.query(locked, [programId, asOf])).length > 0);
  }

  async read(programId: string): Promise<StoredLedger> {
    const [wallets, lots, purchases, holds] = await Promise.all([
      this.query<StoredWallet>(
        programId,
        `SELECT member_id AS "memberId", available, pending, held, debt, lifetime_earned AS lifetime
           FROM wallets WHERE program_id = $1`,
      ),
      this.readLots(programId),
      this.readPurchases(programId),
      this.query<StoredHold>(programId, 'SELECT hold_id AS id, state, captured FROM holds WHERE program_id = $1'),
    ]);
    return { wallets, lots, purchases, holds };
  }

  readLots(programId: string): Promise<StoredLot[]> {
    return this.query<StoredLot>(
      programId,
      `SELECT member_id AS "memberId", lot_id AS id, seq, earned_at AS "earnedAt", activates_at AS "activatesAt",
                expires_at AS "expiresAt", issued, remaining, expired, state
           FROM lots WHERE program_id = $1`,
    );
  }

  readPurchases(programId: string): Promise<StoredPurchase[]> {
    return this.query<StoredPurchase>(
      programId,
      `SELECT p.transaction_id AS "transactionId", r.member_id AS "memberId", p.state, p.payable_minor AS "payableMinor",
                p.points_earned AS "pointsEarned", p.points_redeemed AS "pointsRedeemed", p.lines,
                p.outcome -> 'lots' AS lots, p.returned
           FROM purchases p JOIN receipts r ON r.program_id = p.program_id AND r.transaction_id = p.transaction_id
          WHERE p.program_id = $1`,
    );
  }

  broken(programId: string) {
    return brokenInvariants(this.test.database, programId);
  }

  private query<Row extends object>(programId: string, sql: string): Promise<Row[]> {
    return this.test.database.query<Row>(sql, [programId]);
  }
}

async function asResult<Value>(answer: Promise<Value>): Promise<ItemResult<Value>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, error: { code: error.code, detail: error.detail } };
    throw error;
  }
}
