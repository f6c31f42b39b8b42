import type { MemberDays } from '../../apps/churn/src/domain/evaluation/known-at.js';
import { BadRows } from './bad-rows.js';
import { parseDay } from './calendar-day.js';
import { InputError } from './command.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { parseValue, toNumber } from './exact-value.js';

export interface PurchaseFile {
  /** By member id, so that the order of the file does not matter. */
  readonly members: readonly MemberDays[];
  readonly firstDay: number;
  readonly lastDay: number;
}

const columns = { required: ['member', 'date'], optional: ['value'] };

/**
 * Reads member, date and value of each purchase; purchases of one member on one day are one.
 * @throws InputError that names each bad row
 */
export async function readPurchases(file: string): Promise<PurchaseFile> {
  const days = new Map<string, Map<number, bigint>>();
  const bad = new BadRows(file);
  for await (const row of csvRows(file, columns, ([, date]) => parseDay(date ?? '') !== undefined)) {
    const purchase = readRow(row);
    if (typeof purchase === 'string') {
      bad.add(row.line, purchase);
      continue;
    }
    const ofMember = days.get(purchase.member) ?? new Map<number, bigint>();
    days.set(purchase.member, ofMember);
    ofMember.set(purchase.day, (ofMember.get(purchase.day) ?? 0n) + purchase.value);
  }
  bad.assertNone();
  if (days.size === 0) throw new InputError(`${file}: there is no purchase in it`);
  const members = [...days].sort(([left], [right]) => (left < right ? -1 : 1)).map(toMemberDays);
  return {
    members,
    firstDay: members.reduce((first, { days: own }) => Math.min(first, own[0]?.day ?? first), Number.POSITIVE_INFINITY),
    lastDay: members.reduce((last, { days: own }) => Math.max(last, own.at(-1)?.day ?? last), Number.NEGATIVE_INFINITY),
  };
}

function readRow(row: CsvRow): { member: string; day: number; value: bigint } | string {
  if (row.width !== row.widthExpected) return `has ${row.width} cells where the first line has ${row.widthExpected}`;
  const [member = '', date = '', text] = [row.get('member'), row.get('date'), row.get('value')];
  if (member === '') return 'member is empty';
  const day = parseDay(date);
  if (day === undefined) return `date must be a day such as 2026-11-21, not "${date}"`;
  const value = text === undefined ? 0n : parseValue(text);
  if (value === undefined) return `value must be a decimal number, 0 or more, not "${String(text)}"`;
  return { member, day, value };
}

function toMemberDays([member, days]: [string, Map<number, bigint>]): MemberDays {
  return {
    member,
    days: [...days].sort(([left], [right]) => left - right).map(([day, value]) => ({ day, value: toNumber(value) })),
  };
}
