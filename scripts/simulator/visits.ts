import type { TradingDay } from './calendar.js';
import type { Habits } from './people.js';
import type { Random } from './random.js';

/** How much longer each gap gets for a member who is on the way out. */
const FADING_FACTOR = 1.6;

/**
 * The days a member shops on. Gaps are gamma-distributed around the member's own rhythm, in days of ordinary trade: a busy season
 * makes them shorter and a quiet one longer. After each visit the member may leave: at once, or fading over a few ever longer gaps.
 *
 * @param firstDay index of the first visit
 * @returns day indices, ascending; a day at most once
 */
export function visitDays(
  random: Random,
  { habits, firstDay, year }: { habits: Habits; firstDay: number; year: readonly TradingDay[] },
): number[] {
  const days: number[] = [];
  let fadingVisitsLeft: number | undefined;
  let gapDays = habits.intervalDays;
  for (let day = firstDay; day < year.length;) {
    days.push(day);
    if (fadingVisitsLeft === undefined && random.chance(habits.leaveChance)) {
      fadingVisitsLeft = habits.fadesBeforeLeaving ? random.integer(1, 3) : 0;
    }
    if (fadingVisitsLeft === 0) break;
    if (fadingVisitsLeft !== undefined) {
      fadingVisitsLeft--;
      gapDays *= FADING_FACTOR;
    }
    const gap = (gapDays * random.gamma(habits.regularity)) / habits.regularity;
    day = advance(year, day, Math.max(gap, 0.5));
  }
  return days;
}

/** The first day by which `tradeDays` ordinary days of trade have passed since the end of `day`; past the year when it never comes. */
function advance(year: readonly TradingDay[], day: number, tradeDays: number): number {
  let next = day + 1;
  for (let left = tradeDays; next < year.length; next++) {
    left -= year[next]?.activity ?? 1;
    if (left <= 0) break;
  }
  return next;
}
