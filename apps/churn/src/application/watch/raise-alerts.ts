import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { calendarDay, dayText } from '../../domain/calendar-day.js';
import { anomalyOf } from '../../domain/watch/anomaly.js';
import type { ProgramSetting } from '../ports/program-settings.js';
import { alertKinds, Watch } from '../ports/watch.js';

/** Compares the last full day and the current one with the days before. */
const daysCompared = 56;
const daysJudged = 2;

/** Raises an alert for each day on which returns, or members moving up a level, stand out. */
@Injectable()
export class RaiseAlerts {
  constructor(
    private readonly watch: Watch,
    private readonly ids: Ids,
  ) {}

  async execute({ programId, timeZone }: ProgramSetting, asOf: Date, now: Date): Promise<void> {
    const today = calendarDay(asOf, timeZone);
    const window = { from: dayText(today - daysCompared), to: dayText(today) };
    const counts = await this.watch.dailyCounts(programId, timeZone, window);
    for (const kind of alertKinds) {
      for (let index = counts.length - daysJudged; index < counts.length; index++) {
        const judged = counts[index];
        const anomaly =
          judged &&
          anomalyOf(
            counts.slice(0, index).map((each) => each[kind]),
            judged[kind],
          );
        if (!anomaly) continue;
        const alert = { programId, alertId: this.ids.next(), kind, day: judged.day, anomaly, raisedAt: now };
        await this.watch.raise(alert);
      }
    }
  }
}
