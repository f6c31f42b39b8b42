import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { dueInstants } from '../domain/campaigns/schedule.js';
import { EarnFromEvents, type Happening } from './earn-from-events.js';
import { EarningSessions } from './earning-sessions.js';
import { type ScheduledRun, ScheduleStore } from './ports/schedule.store.js';

/** Members served in one transaction: their wallets are locked for its length. */
const membersPerBatchMax = 200;
/** How late a schedule is still kept: two days of outage lose nothing. */
const lateMsMax = 2 * 24 * 60 * 60 * 1_000;

/**
 * Gives what scheduled campaigns have for every member when they fall due. Safe to run twice, in parallel and late: a run is
 * locked, and remembers the member that it was at in the transaction that serves the members before.
 */
@Injectable()
export class RunSchedules {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly sessions: EarningSessions,
    private readonly earnFromEvents: EarnFromEvents,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
  ) {}

  async execute({ asOf }: { readonly asOf: Date }): Promise<void> {
    for (const programId of await this.schedules.findPrograms()) {
      for (const run of await this.due(programId, asOf)) await this.serve(programId, run, asOf);
    }
  }

  private async due(programId: string, asOf: Date): Promise<ScheduledRun[]> {
    const { index, zone } = await this.sessions.rulesOf(programId);
    const bounds = { after: new Date(asOf.getTime() - lateMsMax), until: asOf, zone };
    return index
      .withTrigger('schedule')
      .flatMap(({ campaign: { document } }) =>
        document.schedule
          ? dueInstants(document.schedule, bounds).map((dueAt) => ({ campaign: document.code, dueAt }))
          : [],
      );
  }

  private async serve(programId: string, run: ScheduledRun, asOf: Date): Promise<void> {
    let served = membersPerBatchMax;
    while (served === membersPerBatchMax) {
      served = await this.transactions.run(() => this.serveBatch(programId, run, asOf));
    }
  }

  private async serveBatch(programId: string, run: ScheduledRun, asOf: Date): Promise<number> {
    const after = await this.schedules.lockRun(programId, run);
    if (after === undefined) return 0;
    const page = { at: run.dueAt, after, first: membersPerBatchMax };
    const members = await this.schedules.findMembers(programId, page);
    await this.earnFromEvents.execute(
      programId,
      members.filter(({ isServed }) => isServed).map(({ memberId }) => this.happening(memberId, run)),
      { campaign: run.campaign },
    );
    const isLast = members.length < membersPerBatchMax;
    await this.schedules.advance(programId, run, {
      after: members.at(-1)?.memberId ?? after,
      finishedAt: isLast ? asOf : null,
    });
    return members.length;
  }

  private happening(memberId: string, { campaign, dueAt }: ScheduledRun): Happening {
    return {
      memberId,
      trigger: 'schedule',
      occurredAt: dueAt,
      eventId: this.ids.next(),
      reference: `${campaign} ${dueAt.toISOString()}`,
      activity: 'schedule',
      data: {},
    };
  }
}
