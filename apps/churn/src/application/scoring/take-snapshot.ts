import { Injectable } from '@nestjs/common';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import type { History } from '../../domain/buying/history.js';
import { type PercentileScale, percentileScale } from '../../domain/scoring/percentile-scale.js';
import { valuesIfRetained } from '../../domain/scoring/score-members.js';
import { type MemberHistory, MemberPurchasesReader } from '../ports/member-purchases.js';
import { ahead } from './ahead.js';
import type { ScoringContext } from './serving-models.js';

const pageMembers = 2_000;
/** Members who bought within it are active: percentiles compare with them. */
const activeDays = 365;

/** Values if retained of all active members: what the percentiles of a night compare with. Holds eight bytes a member. */
@Injectable()
export class TakeSnapshot {
  constructor(private readonly members: MemberPurchasesReader) {}

  /** @param onPage called with the members seen so far */
  async execute(
    context: ScoringContext,
    asOf: Date,
    onPage: (members: number) => Promise<void>,
  ): Promise<PercentileScale> {
    const { program, model, version } = context;
    const today = calendarDay(asOf, program.timeZone);
    const values: Float64Array[] = [];
    let seen = 0;
    for await (const histories of ahead(this.pages(context, asOf))) {
      const active = histories.filter(({ lastDay }) => today - lastDay <= activeDays);
      values.push(
        valuesIfRetained(
          model,
          active.map((each) => historyOf(each, today)),
        ),
      );
      seen += histories.length;
      await onPage(seen);
    }
    return percentileScale(`${dayText(today)}-${version}`, joined(values));
  }

  private async *pages({ program }: ScoringContext, asOf: Date): AsyncGenerator<MemberHistory[], void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.members.page(program.programId, { after, first: pageMembers, oneIn: 1 });
      if (page.length === 0) return;
      after = page.at(-1)?.memberId;
      yield await this.members.histories(
        { ...program, asOf },
        page.map(({ memberId }) => memberId),
      );
    }
  }
}

function historyOf({ firstDay, lastDay, days, repeatValue }: MemberHistory, today: number): History {
  const frequency = days - 1;
  return {
    frequency,
    recency: lastDay - firstDay,
    age: today - firstDay,
    meanValue: frequency === 0 ? 0 : repeatValue / frequency,
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
