import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import type { Grain } from '../../domain/metrics/counted.js';
import {
  firstToSecond,
  type MetricPoint,
  point,
  repurchaseRate,
  retention,
} from '../../domain/metrics/metric-points.js';
import { Metrics, type NightCell, type PeriodWindow } from '../ports/metrics.js';
import { ProgramSettings } from '../ports/program-settings.js';

export type MetricName = 'repurchase-rate' | 'first-to-second-purchase' | 'retention' | 'clv' | 'risk';

export interface MetricQuestion {
  readonly name: MetricName;
  readonly grain: Grain;
  /** Days, YYYY-MM-DD. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** A year with its own month, back from today. */
const windowDaysDefault = 396;

/** The first metrics, from counts that are kept as members change and from the nightly snapshots. */
@Injectable()
export class ReadMetric {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: ProgramSettings,
    private readonly clock: Clock,
  ) {}

  async execute(
    programId: string,
    { name, grain, from, to }: MetricQuestion,
  ): Promise<{ readonly currency: string; readonly window: PeriodWindow; readonly points: MetricPoint[] }> {
    const program = await this.settings.find(programId);
    const today = calendarDay(this.clock.now(), program?.timeZone ?? 'UTC');
    const window = { from: from ?? dayText(today - windowDaysDefault), to: to ?? dayText(today) };
    const points = await this.read(programId, name, grain, window);
    return { currency: program?.currency ?? 'CNY', window, points };
  }

  private async read(programId: string, name: MetricName, grain: Grain, window: PeriodWindow): Promise<MetricPoint[]> {
    switch (name) {
      case 'repurchase-rate':
        return repurchaseRate(await this.metrics.counts(programId, [`buyers_${grain}`, `repeaters_${grain}`], window));
      case 'first-to-second-purchase':
        return firstToSecond(await this.metrics.counts(programId, ['joined', 'second'], window));
      case 'retention':
        return retention(await this.metrics.counts(programId, ['joined', 'retained'], window));
      case 'clv':
        return (await this.metrics.nights(programId, 'tier', window)).map(lifetimeValue);
      case 'risk':
        return (await this.metrics.nights(programId, 'all', window)).flatMap(byLevel);
    }
  }
}

function lifetimeValue({ takenOn, name, members, clvMinor }: NightCell): MetricPoint {
  return { ...point(takenOn, name, clvMinor, members), count: members, of: members, amountMinor: clvMinor };
}

/** Share of the members on each level, with the value that is expected to be lost there. */
function byLevel(night: NightCell): MetricPoint[] {
  const { takenOn, members, lossMinor, warningLossMinor, crisisLossMinor } = night;
  const losses = {
    basic: lossMinor - warningLossMinor - crisisLossMinor,
    warning: warningLossMinor,
    crisis: crisisLossMinor,
  };
  return (['basic', 'warning', 'crisis'] as const).map((level) => ({
    ...point(takenOn, level, night[level], members),
    amountMinor: losses[level],
  }));
}
