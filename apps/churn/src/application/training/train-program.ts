import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import type { MemberPurchases } from '../../domain/features/member-purchases.js';
import { type TrainedModel, trainModel } from '../../domain/training/train-model.js';
import { MemberPurchasesReader } from '../ports/member-purchases.js';
import { type ModelRecord, Models } from '../ports/models.js';
import { ProgramSettings, type ProgramSetting } from '../ports/program-settings.js';
import { ScoreProgram } from '../scoring/score-program.js';
import { versionName } from '../scoring/serving-models.js';

/** Enough to tell models apart; more would only take longer. */
const sampledMembersMax = 30_000;
const pageMembers = 2_000;

/** Trains what was requested, decides whether it comes into use, and scores everybody with the model that then is. */
@Injectable()
export class TrainProgram {
  constructor(
    private readonly models: Models,
    private readonly settings: ProgramSettings,
    private readonly members: MemberPurchasesReader,
    private readonly scoreProgram: ScoreProgram,
    private readonly clock: Clock,
  ) {}

  async execute(programId: string, modelId: string): Promise<void> {
    const [record, program] = await Promise.all([this.models.find(programId, modelId), this.settings.find(programId)]);
    if (record?.status !== 'running') return;
    if (!program) {
      await this.models.fail(programId, modelId, 'program_unknown', this.clock.now());
      return;
    }
    await this.train(record, program);
    const scored = await this.scoreProgram.execute(programId, record.asOf);
    if (scored !== undefined) await this.models.noteScored(programId, modelId, scored);
  }

  /** On its own, so that what it was taught on is let go before everybody is scored. */
  private async train(record: ModelRecord, program: ProgramSetting): Promise<void> {
    const { programId, modelId } = record;
    const count = await this.members.count(programId);
    const sample = await this.readSample(program, record.asOf, count);
    const champion = await this.models.champion(programId);
    const trained = trainModel(sample, {
      asOfDay: calendarDay(record.asOf, program.timeZone),
      horizonDays: record.horizonDays,
      seed: record.seed,
      ...(champion
        ? {
            champion: {
              version: versionName(champion.version),
              model: champion.model,
              asOfDay: calendarDay(champion.asOf, program.timeZone),
            },
          }
        : {}),
    });
    if ('unavailable' in trained) {
      await this.models.fail(programId, modelId, trained.unavailable, this.clock.now());
    } else {
      await this.finish(record, trained, { sample, count });
    }
  }

  private async finish(
    { programId, modelId }: ModelRecord,
    { model, report }: TrainedModel,
    { sample, count }: { readonly sample: readonly MemberPurchases[]; readonly count: number },
  ): Promise<void> {
    const status = { promote: 'champion', keep_champion: 'challenger', reject: 'rejected' } as const;
    await this.models.finish({
      programId,
      modelId,
      status: status[report.decision],
      model,
      report: { ...report, dataWindow: windowOf(sample), population: { members: count, sampled: sample.length } },
      now: this.clock.now(),
    });
  }

  private async readSample(program: ProgramSetting, asOf: Date, count: number): Promise<MemberPurchases[]> {
    const oneIn = Math.max(1, Math.ceil(count / sampledMembersMax));
    const sample: MemberPurchases[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await this.members.page(program.programId, { after, first: pageMembers, oneIn });
      if (page.length === 0) return sample;
      const facts = await this.members.purchases(
        { ...program, asOf },
        page.map(({ memberId }) => memberId),
      );
      sample.push(...facts.filter(({ purchases }) => purchases.length > 0));
      after = page.at(-1)?.memberId;
    }
  }
}

function windowOf(members: readonly MemberPurchases[]): { from: string; to: string } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { purchases } of members) {
    for (const { day } of purchases) [from, to] = [Math.min(from, day), Math.max(to, day)];
  }
  return { from: dayText(from), to: dayText(to) };
}
