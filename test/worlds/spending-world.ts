import { randomUUID } from 'node:crypto';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import type { MemberStatus, ResolvedMember } from '#contracts/internal/members';
import type { SpendingCommand, SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import { FixedClock } from '#testing/fixed-clock';
import { brokenInvariants } from '#testing/ledger-invariants';
import type { PointsSettingsDocument } from '../../apps/points/src/domain/points-settings.js';
import { createPointsWorld, type PointsWorld, wirePoints } from './points-world.js';

export const spendingActor = { type: 'client', id: 'till', scope: 'pos' } as const;
export type SpendingResult = ItemResult<Replayable<SpendingAnswer>>;

/** A programme in CNY, in Shanghai, whose members spend, over two processes. */
export class SpendingWorld {
  private keyCount = 0;

  private constructor(
    readonly points: PointsWorld,
    readonly otherProcess: PointsWorld,
    readonly clock: FixedClock,
    public programId = '',
  ) {}

  static async create(): Promise<SpendingWorld> {
    const clock = new FixedClock();
    const points = await createPointsWorld(clock);
    return new SpendingWorld(points, wirePoints(points.test, clock), clock);
  }

  get database() {
    return this.points.test.database;
  }

  close(): Promise<void> {
    return this.points.test.close();
  }

  /** Another programme, at the time that all tests begin with. */
  async startAgain(): Promise<void> {
    this.clock.set('2026-11-21T02:15:00Z');
    this.programId = randomUUID();
    const program = { programId: this.programId, currency: 'CNY', timeZone: 'Asia/Shanghai' };
    await this.points.settings.rememberPrograms([program]);
  }

  async write(document: PointsSettingsDocument): Promise<void> {
    const written = { version: 1, document, contentHash: 'x', recordedAt: this.clock.now() };
    await this.points.settings.insert(this.programId, written, { type: 'client', id: 'operator' });
  }

  posting(command: SpendingCommand, key = `k${String((this.keyCount += 1))}`, requestHash = 'h'): SpendingPosting {
    const idempotency = { key, route: `POST ${command.kind}`, requestHash, required: true };
    return { command, idempotency, actor: spendingActor, correlationId: 'test', locale: 'en' };
  }

  post(...commands: SpendingCommand[]): Promise<readonly SpendingResult[]> {
    return this.points.spending.post(
      this.programId,
      commands.map((command) => this.posting(command)),
    );
  }

  /** @returns a member with points that an operator gave */
  async rich(points: number): Promise<string> {
    const memberId = randomUUID();
    bodyOf((await this.post(adjust(memberId, points)))[0]);
    return memberId;
  }

  async walletOf(memberId: string) {
    const [wallet] = await this.database.query<{ available: number; held: number }>(
      'SELECT available, held FROM wallets WHERE program_id = $1 AND member_id = $2',
      [this.programId, memberId],
    );
    return wallet;
  }

  async eventsOf(memberId: string) {
    const rows = await this.database.query<{ type: string; data: string }>(
      'SELECT type, data::text FROM outbox WHERE program_id = $1 AND member_id = $2 ORDER BY member_seq',
      [this.programId, memberId],
    );
    return rows.map(({ type, data }) => ({ type, ...(JSON.parse(data) as { outcome?: string }) }));
  }

  /** What must hold at every commit and does not. */
  broken() {
    return brokenInvariants(this.database, this.programId);
  }
}

export function redeem(memberId: string, points: number, status?: MemberStatus): SpendingCommand {
  const body = { member: 'card:1', points, storeId: 'S01', metadata: { counter: '3' } };
  return { kind: 'redeem', id: randomUUID(), member: member(memberId, status), body };
}

export function hold(memberId: string, points: number, ttlSeconds = 600): SpendingCommand {
  return { kind: 'hold', id: randomUUID(), member: member(memberId), body: { member: 'card:1', points, ttlSeconds } };
}

export function transfer(from: string, to: string, points: number): SpendingCommand {
  const body = { from: 'card:1', to: 'card:2', points };
  return { kind: 'transfer', id: randomUUID(), from: member(from), to: member(to), body };
}

export function adjust(memberId: string, points: number): Extract<SpendingCommand, { kind: 'adjust' }> {
  const body = { member: 'card:1', points, reasonCode: 'goodwill', note: 'The scale was broken.' };
  return { kind: 'adjust', id: randomUUID(), member: member(memberId), body };
}

/** The status, or the code of a refusal, kept or not. */
export function codeOf(result: SpendingResult | undefined): string {
  if (!result?.ok) return result?.error.code ?? 'no result';
  return result.value.status < 400
    ? String(result.value.status)
    : (result.value.body as unknown as { code: string }).code;
}

export function bodyOf<Answer>(result: SpendingResult | undefined): Answer {
  if (!result?.ok || result.value.status >= 400) throw new Error(`Refused: ${codeOf(result)}`);
  return result.value.body as Answer;
}

function member(memberId: string, status: MemberStatus = 'active'): ItemResult<ResolvedMember> {
  return { ok: true, value: { memberId, status } };
}
