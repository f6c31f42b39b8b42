import { Injectable } from '@nestjs/common';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import { type PercentileScale, percentileScale } from '../../domain/scoring/percentile-scale.js';
import { valuesIfRetained } from '../../domain/scoring/score-members.js';
import { RiskBreakdown } from '../../domain/watch/risk-cells.js';
import { MemberPurchasesReader, type ScoredMember } from '../ports/member-purchases.js';
import { Scores } from '../ports/scores.js';
import { RaiseAlerts } from '../watch/raise-alerts.js';
import { ScoreMembers } from './score-members.js';
import { type ScoringContext, ServingModels } from './serving-models.js';

const pageMembers = 1_000;
/** Members who bought within it are active: percentiles compare with them. */
const activeDays = 365;

/**
 * Every member of a programme as of an instant, in pages: first the night's snapshot that percentiles compare with, then the
 * scores, then the risk of each part of the programme. A crash half-way leaves some members with yesterday's score.
 */
@Injectable()
export class ScoreProgram {
  constructor(
    private readonly servingModels: ServingModels,
    private readonly members: MemberPurchasesReader,
    private readonly scoreMembers: ScoreMembers,
    private readonly scores: Scores,
    private readonly raiseAlerts: RaiseAlerts,
  ) {}

  /** @returns members scored; 0 where no model is in use */
  async execute(programId: string, asOf: Date, now: Date): Promise<number> {
    const context = await this.servingModels.find(programId);
    if (!context) return 0;
    const scale = await this.takeSnapshot(context, asOf);
    await this.scores.saveSnapshot(programId, scale, now);
    const breakdown = new RiskBreakdown();
    let count = 0;
    for await (const page of this.pages(programId)) {
      const scored = await this.scoreMembers.execute(context, page, { asOf, scale });
      for (const { member, known, score } of scored) breakdown.add(score, known, member);
      count += scored.length;
    }
    const takenOn = dayText(calendarDay(asOf, context.program.timeZone));
    await this.scores.saveCells(programId, takenOn, breakdown.cells());
    await this.raiseAlerts.execute(context.program, asOf, now);
    return count;
  }

  private async takeSnapshot(context: ScoringContext, asOf: Date): Promise<PercentileScale> {
    const { program, model, version } = context;
    const today = calendarDay(asOf, program.timeZone);
    const values: Float64Array[] = [];
    for await (const page of this.pages(program.programId)) {
      const known = (await this.scoreMembers.readKnown(context, page, asOf)).map((each) => each.known);
      const active = known.filter(({ days }) => today - (days.at(-1)?.day ?? 0) <= activeDays);
      values.push(valuesIfRetained(model, active, today));
    }
    return percentileScale(`${dayText(today)}-${version}`, joined(values));
  }

  private async *pages(programId: string): AsyncGenerator<ScoredMember[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.members.page(programId, { after, first: pageMembers, oneIn: 1 });
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)?.memberId;
    }
  }
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
