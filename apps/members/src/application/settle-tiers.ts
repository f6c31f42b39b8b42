import { Injectable } from '@nestjs/common';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { windowReach, windowStart } from '../domain/growth-window.js';
import { crossingsOf, type DayPurchase, decideTier, type TierDecision } from '../domain/tier-decision.js';
import { type Level, levelsOf, rungOf, type TierLadder } from '../domain/tier-ladder.js';
import {
  type DayRange,
  Growth,
  type GrowthChange,
  type LadderRef,
  type TierChange,
  type TierRow,
  type TierUpdate,
} from './ports/growth.js';
import { type Program, Programs } from './ports/programs.js';

const firstDay = '0001-01-01';
const lastDay = '9999-12-31';

interface Decided {
  readonly row: TierRow;
  readonly decision: TierDecision;
}

/** Brings members' growth by day up to the changes and decides their levels anew: a fixed number of statements for any batch. */
@Injectable()
export class SettleTiers {
  constructor(
    private readonly growth: Growth,
    private readonly programs: Programs,
    private readonly outbox: EventOutbox,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @param fellAt when the growth of a member was last taken back, for those of whom some was */
  async execute(
    { id: programId }: Program,
    changes: readonly GrowthChange[],
    fellAt: ReadonlyMap<string, Date>,
  ): Promise<void> {
    const merged = mergeChanges(changes);
    if (merged.length === 0) return;
    const ladder = await this.programs.ladder(programId);
    const levels = levelsOf(ladder.document);
    const { windowMonths } = ladder.document.growth;
    const ref = ladderRef(ladder);
    const memberIds = [...new Set(merged.map(({ memberId }) => memberId))].sort();
    const rows = await this.growth.lockTiers(programId, ref, memberIds, this.clock.now());
    await this.growth.addDays(programId, merged);
    const days = await this.growth.readDays(programId, rangesOf(merged, fellAt, windowMonths));
    const decided = rows.map((row) => ({
      row,
      decision: decideTier({
        state: row,
        levels,
        windowMonths,
        days: days.get(row.memberId) ?? [],
        fell: fellAt.has(row.memberId),
      }),
    }));
    const tierChanges = await this.tierChanges(programId, levels, decided, fellAt);
    await this.save(programId, ladder, ref, levels, decided, tierChanges);
  }

  private async tierChanges(
    programId: string,
    levels: readonly Level[],
    decided: readonly Decided[],
    fellAt: ReadonlyMap<string, Date>,
  ): Promise<TierChange[]> {
    const asked = decided.flatMap(({ row, decision }) =>
      [...new Set(decision.reached.map(({ day }) => day))].map((day) => ({ memberId: row.memberId, day })),
    );
    const purchases = asked.length === 0 ? [] : await this.growth.readDayPurchases(programId, asked);
    const byDay = Map.groupBy(purchases, ({ memberId, day }) => `${memberId}${day}`);
    return decided.flatMap((each) => {
      const ofDay = (day: string): readonly DayPurchase[] => byDay.get(`${each.row.memberId}${day}`) ?? [];
      return this.changesOf(levels, each, ofDay, fellAt.get(each.row.memberId));
    });
  }

  private changesOf(
    levels: readonly Level[],
    { row, decision }: Decided,
    purchasesOf: (day: string) => readonly DayPurchase[],
    fellAt: Date | undefined,
  ): TierChange[] {
    const codeOf = (rung: number): string => levels[rung]?.code ?? '';
    const base = { memberId: row.memberId, recordedAt: this.clock.now() };
    if (decision.rung < rungOf(levels, row.level) && fellAt) {
      const fall = {
        from: row.level,
        to: codeOf(decision.rung),
        direction: 'downgrade',
        reasonCode: 'purchase_reversed',
      } as const;
      return [{ ...base, ...fall, id: this.ids.next(), occurredAt: fellAt, purchaseId: null }];
    }
    let from = row.level;
    return crossingsOf(decision.reached, purchasesOf).map(({ rung, purchase: { purchaseId, occurredAt } }) => {
      const step = { from, to: codeOf(rung), direction: 'upgrade', reasonCode: 'growth_reached' } as const;
      from = step.to;
      return { ...base, ...step, id: this.ids.next(), occurredAt, purchaseId };
    });
  }

  private async save(
    programId: string,
    ladder: TierLadder,
    ref: LadderRef,
    levels: readonly Level[],
    decided: readonly Decided[],
    changes: readonly TierChange[],
  ): Promise<void> {
    const last = new Map(changes.map((change) => [change.memberId, change]));
    const updates = decided.flatMap(({ row, decision }): TierUpdate[] => {
      const change = last.get(row.memberId);
      if (!change && decision.peak === row.peak) return [];
      const level = levels[decision.rung]?.code ?? row.level;
      return [{ memberId: row.memberId, level, peak: decision.peak, since: change?.occurredAt ?? null }];
    });
    if (updates.length > 0) await this.growth.saveTiers(programId, ref, updates);
    if (changes.length === 0) return;
    await this.growth.addTierChanges(programId, ref, changes);
    await this.outbox.append(changes.map((change) => tierChanged(programId, ladder, change)));
  }
}

export function ladderRef({ code, version, document }: TierLadder): LadderRef {
  return { code, version, firstLevel: levelsOf(document)[0]?.code ?? '' };
}

function tierChanged(programId: string, { code, version }: TierLadder, change: TierChange): AnyNewEvent {
  const { memberId, from, to, direction, reasonCode, occurredAt, recordedAt } = change;
  return {
    type: 'members.tier-changed.v1',
    programId,
    memberId,
    occurredAt,
    recordedAt,
    data: { ladder: code, ladderVersion: version, from, to, direction, reasonCode, validUntil: null },
  };
}

/** One change a member and day, in an order that two batches share. */
function mergeChanges(changes: readonly GrowthChange[]): GrowthChange[] {
  const merged = new Map<string, GrowthChange>();
  for (const change of changes) {
    const key = `${change.memberId}${change.localDay}`;
    merged.set(key, { ...change, delta: change.delta + (merged.get(key)?.delta ?? 0) });
  }
  return [...merged]
    .filter(([, { delta }]) => delta !== 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, change]) => change);
}

/** What must be read to know every window that changed: for a member who only gained, two window lengths at most. */
function rangesOf(
  changes: readonly GrowthChange[],
  fellAt: ReadonlyMap<string, Date>,
  windowMonths: number,
): DayRange[] {
  return [...Map.groupBy(changes, ({ memberId }) => memberId)].map(([memberId, own]) => {
    if (fellAt.has(memberId)) return { memberId, from: firstDay, to: lastDay };
    const days = own.map(({ localDay }) => localDay).sort();
    return {
      memberId,
      from: windowStart(days[0] ?? firstDay, windowMonths),
      to: windowReach(days.at(-1) ?? lastDay, windowMonths),
    };
  });
}
