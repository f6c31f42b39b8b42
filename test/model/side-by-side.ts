import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { ItemResult } from '#contracts/internal/call';
import { canonical } from './canonical.js';
import type { LedgerUnderTest, StoredPurchase } from './ledger-under-test.js';
import type { History } from './operations.js';
import type { Outcome, PlainPurchase } from './plain-shop.js';
import { type PlainHold, type PlainLot, PlainWallet } from './plain-wallet.js';

export const membersCount = 8;

/** Counts what was played. */
export interface Played {
  operations: number;
  refused: number;
  readonly byKind: Map<string, number>;
}

/** A programme as the ledger has it and as the plain model has it, side by side. */
export class SideBySide {
  readonly members = Array.from({ length: membersCount }, () => randomUUID() as string);
  readonly wallets = this.members.map(() => new PlainWallet());
  readonly purchases = new Map<string, PlainPurchase>();
  readonly holds: { readonly hold: PlainHold; readonly owner: number }[] = [];
  private numbers = 0;

  constructor(
    readonly ledger: LedgerUnderTest,
    readonly programId: string,
    readonly history: Pick<History, 'zone' | 'lots'>,
    private readonly played: Played,
  ) {}

  get nowMs(): number {
    return this.ledger.clock.now().getTime();
  }

  nextNumber(): number {
    return (this.numbers += 1);
  }

  /** Of points that are earned then. */
  termsAt(earned: Date) {
    const { pending, expiry } = this.history.lots as { pending: { type: string; days: number }; expiry: Expiry };
    const zone = this.history.zone;
    const activates = DateTime.fromJSDate(earned, { zone }).plus({ days: pending.days });
    return {
      earnedAt: earned.getTime(),
      activatesAt: pending.type === 'none' ? null : activates.toMillis(),
      expiresAt: plainExpiry(expiry, DateTime.fromJSDate(earned, { zone })),
    };
  }

  async storedPurchases(): Promise<ReadonlyMap<string, StoredPurchase>> {
    const purchases = await this.ledger.readPurchases(this.programId);
    return new Map(purchases.map((each) => [each.transactionId, each]));
  }

  /** Gives new lots of the model the ids and places that the database has given them. */
  async link(): Promise<void> {
    const stored = await this.ledger.readLots(this.programId);
    this.wallets.forEach((wallet, index) => {
      const rows = stored.filter(({ memberId }) => memberId === this.members[index]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      const known = new Set(wallet.lots.map(({ id }) => id));
      const unknown = rows.filter(({ id }) => !known.has(id)).map((row) => ({ row, key: lotKey(row) }));
      for (const lot of wallet.lots.filter(({ id }) => id === '').sort(inPlace)) {
        const place = unknown.findIndex(({ key }) => key === lotKey(lot));
        const [found] = unknown.splice(Math.max(0, place), 1);
        if (found) lot.id = found.row.id;
      }
      for (const lot of wallet.lots) lot.seq = byId.get(lot.id)?.seq ?? lot.seq;
    });
  }

  async compare(): Promise<void> {
    const { nowMs } = this;
    await this.ledger.settle(this.programId);
    for (const wallet of this.wallets) wallet.settle(nowMs);
    const stored = await this.ledger.read(this.programId);
    const walletOf = new Map(stored.wallets.map(({ memberId, ...wallet }) => [memberId, wallet]));
    const none = { available: 0, pending: 0, held: 0, debt: 0, lifetime: 0 };
    this.expect(
      'wallets',
      this.members.map((memberId) => walletOf.get(memberId) ?? none),
      this.wallets.map(({ balance, lifetime }) => ({ ...balance, lifetime })),
    );
    this.expect(
      'lots',
      stored.lots.map((lot) => `${lot.id} ${lotKey(lot)}`).sort(),
      this.wallets.flatMap(({ lots }) => lots.map((lot) => `${lot.id} ${lotKey(lot)}`)).sort(),
    );
    this.expect(
      'holds',
      stored.holds.map(({ id, state, captured }) => `${id} ${state} ${String(captured)}`).sort(),
      this.holds.map(({ hold: { id, state, captured } }) => `${id} ${state} ${String(captured)}`).sort(),
    );
    this.expect(
      'purchases',
      stored.purchases.map(storedPurchaseKey).sort(),
      [...this.purchases].map((each) => plainPurchaseKey(each, this.members)).sort(),
    );
    this.expect('rules that are broken', await this.ledger.broken(this.programId), []);
  }

  /** An outcome's own fields are compared, each where the answer has it. */
  same(what: string, result: ItemResult<object> | undefined, outcome: Outcome<object>): void {
    if (typeof outcome === 'string') {
      this.played.refused += 1;
      this.expect(what, result?.ok ? 'done' : result?.error.code, outcome);
      return;
    }
    if (!result?.ok) throw new Error(`${what}: refused with ${JSON.stringify(result?.error)}, the model did it.`);
    const answer = result.value as Record<string, unknown>;
    const shown = Object.fromEntries(Object.keys(outcome).map((field) => [field, answer[field]]));
    this.expect(what, shown, outcome);
  }

  expect(what: string, found: unknown, expected: unknown): void {
    const [one, other] = [canonical(found), canonical(expected)];
    if (one !== other)
      throw new Error(`${what}, at ${this.ledger.clock.now().toISOString()}:\n  ledger ${one}\n  model  ${other}`);
  }
}

interface Expiry {
  readonly type: string;
  readonly months: number;
  readonly roundUpTo?: 'month';
  readonly dates: readonly string[];
}

/** The midnight after the last day, as one would count it in a calendar. */
function plainExpiry({ type, months, roundUpTo, dates }: Expiry, earned: DateTime): number | null {
  if (type === 'none') return null;
  let day = earned.startOf('day');
  if (type === 'rolling') {
    day = day.plus({ months });
    if (roundUpTo) while (day.plus({ days: 1 }).month === day.month) day = day.plus({ days: 1 });
  } else {
    while (!dates.includes(day.toISODate() ?? '') && !dates.includes(day.toFormat('MM-dd')))
      day = day.plus({ days: 1 });
  }
  return day.plus({ days: 1 }).startOf('day').toMillis();
}

function lotKey(
  lot: { earnedAt: Date | number; activatesAt: Date | number | null; expiresAt: Date | number | null } & Pick<
    PlainLot,
    'issued' | 'remaining' | 'expired' | 'state'
  >,
): string {
  const at = (instant: Date | number | null): string => (instant === null ? '-' : new Date(instant).toISOString());
  return [
    at(lot.earnedAt),
    at(lot.activatesAt),
    at(lot.expiresAt),
    lot.issued,
    lot.remaining,
    lot.expired,
    lot.state,
  ].join(' ');
}

function inPlace(one: PlainLot, other: PlainLot): number {
  return one.seq - other.seq;
}

function storedPurchaseKey({ transactionId, memberId, state, returned }: StoredPurchase): string {
  const lines = (returned?.lines ?? [])
    .map(({ line, thousandths }) => `${String(line)}:${String(thousandths)}`)
    .join(',');
  const { refundMinor = 0, pointsClawedBack = 0, pointsRefunded = 0 } = returned ?? {};
  return [transactionId, memberId ?? '-', state, lines, refundMinor, pointsClawedBack, pointsRefunded].join(' ');
}

function plainPurchaseKey([transactionId, purchase]: [string, PlainPurchase], members: readonly string[]): string {
  const { owner, state, lines, refundMinor, clawedBack, refunded } = purchase;
  const returned = lines
    .filter((line) => line.returned > 0)
    .map((line) => `${String(line.line)}:${String(line.returned)}`);
  return [
    transactionId,
    owner === null ? '-' : members[owner],
    state,
    returned.join(','),
    refundMinor,
    clawedBack,
    refunded,
  ].join(' ');
}
