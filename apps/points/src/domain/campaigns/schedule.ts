import { DateTime } from 'luxon';
import type { CampaignSchedule } from '#rules/campaigns/document';
import { compileTimes, isWithin, LocalClock } from '#rules/campaigns/local-clock';

/** When a schedule falls due in (after, until], oldest first. A local time that a change of clocks leaves out comes an hour later. */
export function dueInstants(
  { at, on }: CampaignSchedule,
  { after, until, zone }: { readonly after: Date; readonly until: Date; readonly zone: string },
): Date[] {
  const [hour, minute] = [Number(at.slice(0, 2)), Number(at.slice(3))];
  const days = [compileTimes(on)];
  const due: Date[] = [];
  const end = DateTime.fromJSDate(until, { zone });
  for (let day = DateTime.fromJSDate(after, { zone }).startOf('day'); day <= end; day = day.plus({ days: 1 })) {
    const instant = day.set({ hour, minute }).toJSDate();
    if (instant > after && instant <= until && isWithin(days, LocalClock.at(instant, zone))) due.push(instant);
  }
  return due;
}
