import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { parseInstant } from '#kernel/instant';
import { invalidField } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { LiabilityView } from '#contracts/internal/points-reports';
import { pointsWallet } from '../domain/ledger.js';
import { liabilityOf } from '../domain/liability.js';
import { localDayOf } from '../domain/local-day.js';
import { valueMinorOf } from '../domain/points-settings.js';
import { LiabilityReader } from './ports/liability.reader.js';
import { ProgramSettings, zoneOf } from './program-settings.js';

/** What a programme owes in points, by the month in which they were earned. */
@Injectable()
export class ReadLiability {
  constructor(
    private readonly reader: LiabilityReader,
    private readonly programs: ProgramSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal invalid_value for an instant to come */
  async execute({ programId }: Caller, question: { asOf?: string }): Promise<LiabilityView> {
    const now = this.clock.now();
    const asOf = question.asOf === undefined ? now : parseInstant(question.asOf);
    if (!asOf || asOf > now) throw invalidField('invalid_value', '/asOf', 'asOf must be an instant that has been.');
    const program = await this.programs.for(programId);
    const timeZone = zoneOf(program);
    const movements = await this.reader.movements({ programId, wallet: pointsWallet, until: asOf, timeZone });
    const { cohorts, totals, development } = liabilityOf(movements, localDayOf(asOf, timeZone).date.slice(0, 7));
    const currency = program.facts?.currency ?? null;
    const valueOf = (points: number): number | null =>
      currency === null
        ? null
        : valueMinorOf(program.settings, { points: Math.max(0, points), currency, tierLevel: null });
    return {
      asOf: asOf.toISOString(),
      timeZone,
      currency,
      method: 'additive_chain_ladder',
      cohorts: cohorts.map((cohort) => ({ ...cohort, outstandingMinor: valueOf(cohort.outstanding) })),
      totals: { ...totals, outstandingMinor: valueOf(totals.outstanding) },
      development,
    };
  }
}
