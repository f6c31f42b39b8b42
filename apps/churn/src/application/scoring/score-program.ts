import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import type { PercentileScale } from '../../domain/scoring/percentile-scale.js';
import { RiskBreakdown } from '../../domain/watch/risk-cells.js';
import { MemberPurchasesReader } from '../ports/member-purchases.js';
import { Scores } from '../ports/scores.js';
import { type ScoringRun, ScoringRuns, ScoringTakenOverError } from '../ports/scoring-runs.js';
import { WorkProgress } from '../ports/work-progress.js';
import { RaiseAlerts } from '../watch/raise-alerts.js';
import { ahead } from './ahead.js';
import { type KnownMembers, ScoreMembers } from './score-members.js';
import { type ScoringContext, ServingModels } from './serving-models.js';
import { TakeSnapshot } from './take-snapshot.js';

/** Three pages are in memory at a time: one being read, one scored, one written. */
const pageMembers = 1_000;
const tellEveryMembers = 50_000;
/** A year and a month, so that a month compares with the same one of the year before. */
const historyDays = 400;
const dayMs = 86_400_000;

interface Page extends KnownMembers {
  /** Of all members of the page, those without a score included. */
  readonly lastMember: string;
}

/**
 * Every member of a programme as of an instant: first the night's snapshot that percentiles compare with, then the scores, page by page,
 * then the risk of each part of the programme. Each page's commit says how far it has come, so that after a crash it goes on from there;
 * of two at once, one stops.
 */
@Injectable()
export class ScoreProgram {
  constructor(
    private readonly servingModels: ServingModels,
    private readonly runs: ScoringRuns,
    private readonly members: MemberPurchasesReader,
    private readonly takeSnapshot: TakeSnapshot,
    private readonly scoreMembers: ScoreMembers,
    private readonly scores: Scores,
    private readonly raiseAlerts: RaiseAlerts,
    private readonly transactions: Transactions,
    private readonly progress: WorkProgress,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @returns members scored, 0 where no model is in use; undefined where another worker goes on with it */
  async execute(programId: string, asOf: Date): Promise<number | undefined> {
    const context = await this.servingModels.find(programId);
    if (!context) return 0;
    const wanted = { programId, runId: this.ids.next(), modelVersion: context.version, asOf, now: this.clock.now() };
    const begun = await this.runs.begin(wanted);
    if (begun.scored > 0) this.progress.tell('scoring goes on', { programId, members: begun.scored });
    try {
      const { run, scale } = await this.snapshotOf(begun, context);
      const done = await this.scorePages(run, context, scale);
      await this.finish(done, context);
      this.progress.tell('everybody is scored', { programId, members: done.scored });
      return done.scored;
    } catch (error) {
      if (!(error instanceof ScoringTakenOverError)) throw error;
      this.progress.tell('another worker goes on with the scoring', { programId });
      return undefined;
    }
  }

  private async snapshotOf(
    run: ScoringRun,
    context: ScoringContext,
  ): Promise<{ readonly run: ScoringRun; readonly scale: PercentileScale }> {
    const { programId, asOf, snapshotId } = run;
    const taken = snapshotId === null ? undefined : await this.scores.snapshot(programId, snapshotId);
    if (taken) return { run, scale: taken };
    let told = 0;
    const scale = await this.takeSnapshot.execute(context, asOf, async (members) => {
      if (Math.floor(members / tellEveryMembers) === told) return;
      told = Math.floor(members / tellEveryMembers);
      this.progress.tell('values are taken for the percentiles', { programId, members });
      await this.runs.touch(run, this.clock.now());
    });
    return this.transactions.run(async () => {
      await this.scores.saveSnapshot(programId, scale, this.clock.now());
      return { run: await this.runs.noteSnapshot(run, scale.snapshotId, this.clock.now()), scale };
    });
  }

  private async scorePages(begun: ScoringRun, context: ScoringContext, scale: PercentileScale): Promise<ScoringRun> {
    const { asOf } = begun;
    const breakdown = new RiskBreakdown(begun.cells);
    let scored = begun.scored;
    let saving = Promise.resolve(begun);
    for await (const page of ahead(this.pages(begun, context))) {
      const scores = this.scoreMembers.compute(context, page, { asOf, scale });
      for (const [index, score] of scores.entries()) {
        const subject = page.members[index];
        if (subject) breakdown.add(score, subject.known, subject.member);
      }
      const before = scored;
      scored += scores.length;
      const step = { afterMember: page.lastMember, scored, cells: breakdown.cells() };
      const run = await saving;
      saving = this.transactions.run(async () => {
        await this.scoreMembers.save(context, page, { asOf, scale, scores });
        const memberIds = scores.map(({ member }) => member);
        await this.scores.forgetHistory(run.programId, memberIds, new Date(asOf.getTime() - historyDays * dayMs));
        return this.runs.advance(run, step, this.clock.now());
      });
      // Its failure is met with the next page; until then it must not count as unhandled.
      saving.catch(() => undefined);
      if (Math.floor(before / tellEveryMembers) < Math.floor(scored / tellEveryMembers))
        this.progress.tell('members are scored', { programId: run.programId, members: scored });
    }
    return saving;
  }

  private async *pages(
    { programId, afterMember, asOf }: ScoringRun,
    context: ScoringContext,
  ): AsyncGenerator<Page, void> {
    let after = afterMember ?? undefined;
    for (;;) {
      const page = await this.members.page(programId, { after, first: pageMembers, oneIn: 1 });
      after = page.at(-1)?.memberId;
      if (after === undefined) return;
      yield { lastMember: after, ...(await this.scoreMembers.readKnown(context, page, asOf)) };
    }
  }

  /** Alerts first: each is raised once, however often a crash before the commit brings it back. */
  private async finish(run: ScoringRun, { program }: ScoringContext): Promise<void> {
    const { programId, asOf, cells } = run;
    const now = this.clock.now();
    await this.raiseAlerts.execute(program, asOf, now);
    await this.transactions.run(async () => {
      await this.scores.saveCells(programId, dayText(calendarDay(asOf, program.timeZone)), cells);
      await this.runs.finish(run, now);
    });
  }
}
