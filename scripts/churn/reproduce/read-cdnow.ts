import { text } from 'node:stream/consumers';
import type { MemberDays } from '../../../apps/churn/src/domain/evaluation/known-at.js';
import { openFile } from '../../replay/open-file.js';
import { parseDay } from '../calendar-day.js';
import { InputError } from '../command.js';
import { parseValue, toNumber } from '../exact-value.js';

/** The published sample: master id, sample id, date, units and dollars between blanks; same-day rows are one purchase. */
export async function readCdnow(path: string): Promise<MemberDays[]> {
  const members = new Map<string, Map<number, bigint>>();
  const lines = (await text(await openFile(path))).split('\n');
  for (const [index, line] of lines.entries()) {
    const [, member = '', date = '', , dollars = ''] = line.trim().split(/\s+/);
    if (line.trim() === '') continue;
    const [day, value] = [parseDay(date), parseValue(dollars)];
    if (day === undefined || value === undefined) throw new InputError(`${path}:${index + 1}: not a line of this file`);
    const days = members.get(member) ?? new Map<number, bigint>();
    members.set(member, days.set(day, (days.get(day) ?? 0n) + value));
  }
  return [...members].map(([member, days]) => ({
    member,
    days: [...days].sort(([left], [right]) => left - right).map(([day, value]) => ({ day, value: toNumber(value) })),
  }));
}
