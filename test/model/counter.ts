import { randomUUID } from 'node:crypto';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import type { SpendingCommand, SpendingPosting } from '#contracts/internal/spending';
import { canonical } from './canonical.js';
import { actor } from './ledger-under-test.js';
import type { OperationOf as Of } from './operations.js';
import { pick } from './pick.js';
import type { Outcome } from './plain-shop.js';
import { membersCount, type SideBySide } from './side-by-side.js';

const keptDays = 35;
const dayMs = 24 * 60 * 60 * 1_000;

interface Spending {
  readonly posting: SpendingPosting;
  readonly key: string;
  readonly doneAtMs: number;
  answer: string;
}

type SpendingOperation = Of<'redeem' | 'hold' | 'capture' | 'release' | 'adjust' | 'transfer' | 'again'>;

/** Spending commands: as they are sent, and as the model does them. */
export class Counter {
  private readonly spendings: Spending[] = [];

  constructor(private readonly side: SideBySide) {}

  async spend(operations: readonly SpendingOperation[]): Promise<void> {
    let group: SpendingOperation[] = [];
    const touched = new Set<number>();
    for (const each of operations) {
      // New lots have no ids in the model until the database has told them, so nothing may be taken from them in the same group.
      const members = this.membersOf(each);
      if (group.length > 0 && members.some((member) => touched.has(member))) {
        await this.spendTogether(group);
        group = [];
        touched.clear();
      }
      group.push(each);
      if (each.kind === 'transfer' || each.kind === 'adjust' || each.kind === 'again')
        for (const member of members) touched.add(member);
    }
    if (group.length > 0) await this.spendTogether(group);
  }

  private async spendTogether(operations: readonly SpendingOperation[]): Promise<void> {
    const spendings = operations.flatMap((each) => {
      const spending = this.spending(each);
      return spending ? [spending] : [];
    });
    if (spendings.length === 0) return;
    const results = await this.side.ledger.spend(
      this.side.programId,
      spendings.map(({ posting }) => posting),
    );
    for (const [index, spending] of spendings.entries()) {
      const result = results[index];
      const what = `${spending.posting.command.kind} ${spending.key}`;
      const known = this.spendings.find(({ key }) => key === spending.key);
      if (known && this.side.nowMs - known.doneAtMs < keptDays * dayMs) {
        const isSame = known.posting === spending.posting;
        if (isSame) this.side.expect(what, canonical(result?.ok ? result.value.body : result?.error), known.answer);
        else this.side.same(what, unwrapped(result), 'idempotency_key_reused');
        continue;
      }
      this.side.same(what, unwrapped(result), this.command(spending.posting.command));
      if (result?.ok)
        this.spendings.push({ ...spending, doneAtMs: this.side.nowMs, answer: canonical(result.value.body) });
    }
    await this.side.link();
  }

  private membersOf(operation: SpendingOperation): number[] {
    if ('who' in operation) {
      return operation.kind === 'transfer'
        ? [operation.who % membersCount, operation.to % membersCount]
        : [operation.who % membersCount];
    }
    if (operation.kind === 'again') return this.side.members.map((_member, index) => index);
    const found = pick(this.side.holds, operation.which);
    return found ? [found.owner] : [];
  }

  private spending(operation: SpendingOperation): Pick<Spending, 'posting' | 'key'> | undefined {
    if (operation.kind === 'again') {
      const earlier = pick(
        this.spendings.filter(({ doneAtMs }) => this.side.nowMs - doneAtMs < keptDays * dayMs),
        operation.which,
      );
      if (!earlier) return undefined;
      if (!operation.changed) return earlier;
      const idempotency = { ...earlier.posting.idempotency, requestHash: 'f'.repeat(64) };
      return { ...earlier, posting: { ...earlier.posting, idempotency } };
    }
    const command = this.commandOf(operation);
    if (!command) return undefined;
    const key = `K${String(this.side.nextNumber())}`;
    const idempotency = { key, route: `POST ${command.kind}`, requestHash: 'a'.repeat(64), required: true };
    return { key, posting: { command, idempotency, actor, correlationId: 'test', locale: 'en' } };
  }

  private commandOf(operation: Exclude<SpendingOperation, Of<'again'>>): SpendingCommand | undefined {
    const id = randomUUID();
    const member = (who: number) =>
      ({ ok: true, value: { memberId: this.side.members[who % membersCount] ?? '', status: 'active' } }) as const;
    const reference = (who: number): string => `card:${String(who % membersCount)}`;
    if (operation.kind === 'capture' || operation.kind === 'release') {
      const found = pick(this.side.holds, operation.which);
      if (!found) return undefined;
      const holdId = found.hold.id;
      if (operation.kind === 'release') return { kind: 'release', holdId };
      const { share } = operation;
      return {
        kind: 'capture',
        holdId,
        body: share === null ? {} : { points: Math.max(1, Math.floor((found.hold.points * share) / 1_000)) },
      };
    }
    const { who } = operation;
    const body = { member: reference(who) };
    if (operation.kind === 'adjust') {
      return {
        kind: 'adjust',
        id,
        member: member(who),
        body: { ...body, points: operation.points || 1, reasonCode: 'gift' },
      };
    }
    const available = this.side.wallets[who % membersCount]?.available ?? 0;
    const points = Math.max(1, Math.floor((available * operation.share) / 1_000));
    if (operation.kind === 'redeem') return { kind: 'redeem', id, member: member(who), body: { ...body, points } };
    if (operation.kind === 'hold') {
      return { kind: 'hold', id, member: member(who), body: { ...body, points, ttlSeconds: operation.ttlSeconds } };
    }
    const { to } = operation;
    return {
      kind: 'transfer',
      id,
      from: member(who),
      to: member(to),
      body: { from: reference(who), to: reference(to), points },
    };
  }

  private command(command: SpendingCommand): Outcome<object> {
    const { nowMs } = this.side;
    if (command.kind === 'capture' || command.kind === 'release') {
      const found = this.side.holds.find(({ hold }) => hold.id === command.holdId);
      const wallet = found && this.side.wallets[found.owner];
      if (!wallet) return 'not_found';
      wallet.settle(nowMs);
      const { hold } = found;
      if (hold.state === 'captured') return 'already_captured';
      if (hold.state !== 'open') return 'already_released';
      const captured = command.kind === 'release' ? 0 : (command.body.points ?? hold.points);
      if (captured > hold.points) return 'insufficient_points';
      wallet.resolve(hold, { state: command.kind === 'release' ? 'released' : 'captured', captured, at: nowMs });
      wallet.settle(nowMs);
      return { captured, returned: hold.points - captured, balance: wallet.balance };
    }
    const owner = this.indexOf(command.kind === 'transfer' ? command.from : command.member);
    const wallet = this.side.wallets[owner];
    if (!wallet) return 'member_not_found';
    wallet.settle(nowMs);
    const { points } = command.body;
    if (command.kind === 'redeem') return wallet.take(points) ? { balance: wallet.balance } : 'insufficient_points';
    if (command.kind === 'hold') {
      const expiresAt = nowMs + (command.body.ttlSeconds ?? 0) * 1_000;
      if (!wallet.hold(command.id, points, expiresAt)) return 'insufficient_points';
      const hold = wallet.holds.at(-1);
      if (hold) this.side.holds.push({ hold, owner });
      return { balance: wallet.balance };
    }
    if (command.kind === 'adjust') {
      const { expiresAt } = this.side.termsAt(new Date(nowMs));
      if (points > 0) wallet.receive([{ points, earnedAt: nowMs, activatesAt: null, expiresAt }]);
      else if (!wallet.take(-points)) return 'insufficient_points';
      return { balance: wallet.balance };
    }
    const other = this.side.wallets[this.indexOf(command.to)];
    if (!other || other === wallet) return 'not_eligible';
    other.settle(nowMs);
    const slices = wallet.take(points);
    if (!slices) return 'insufficient_points';
    other.receive(slices.map(({ lot, points: part }) => ({ ...lot, points: part })));
    return { from: { memberId: this.side.members[owner], balance: wallet.balance } };
  }

  private indexOf(member: ItemResult<{ readonly memberId: string }>): number {
    return member.ok ? this.side.members.indexOf(member.value.memberId) : -1;
  }
}

/** A refusal that is kept comes as a problem document. */
function unwrapped(result: ItemResult<Replayable<unknown>> | undefined): ItemResult<object> | undefined {
  if (!result?.ok) return result;
  const { status, body } = result.value;
  return status < 400
    ? { ok: true, value: body as object }
    : { ok: false, error: body as { code: string; detail: string } };
}
